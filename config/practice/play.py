def play_season():
    pass
