from config.practice.projects import read_projects


def small_cast():
    """Up to two applications of every story and three that enter the sports federation's prize."""
    projects, chosen = read_projects(), []
    for story in dict.fromkeys(project.story for project in projects):
        chosen += [project for project in projects if project.story == story and not project.sport][:2]
    return chosen + [project for project in projects if project.sport == "yes"][:3]
