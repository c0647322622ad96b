def after_step(candidacy, step, *, by, at, facts):
    pass
