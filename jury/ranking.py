"""The arithmetic of the ranking: pure functions over whole numbers, nothing is ever rounded before it is compared.

A candidacy's score is the weighted mean over its n final sheets: Σ(w·m) / (n·Σw), a rational number. To sort in SQL
by whole numbers it is kept as `points` = ⌊10¹² · score⌋. That keeps every order and every tie:

- equal rationals give equal integers;
- two different ones with denominators d and e (d = n·Σw after scoring n sheets) differ by at least 1/(d·e). As long
  as every denominator stays below 10⁶ that is more than 10⁻¹², so the scaled numbers differ by more than 1 and
  their floors are different and in the same order.

`points` and `tie_key` refuse larger denominators instead of being silently wrong.
"""

from decimal import Decimal

SCALE = 10**12
MAX_DENOMINATOR = 10**6
MAX_MARK = 100
MAX_WEIGHT = 100
MAX_CRITERIA = 20
WIDTH = len(str(MAX_MARK * SCALE))


def points(sums, weights, sheets):
    """The weighted mean times 10¹², rounded down.

    sums: {criterion: sum of its marks over all sheets}; weights: {criterion: positive weight}; sheets: how many.
    """
    total = sum(weights.values())
    return scaled(sum(weight * sums[criterion] for criterion, weight in weights.items()), sheets * total)


def tie_key(sums, order, sheets):
    """The criteria's means as digits of fixed width, most important first: text that sorts as the numbers do."""
    return "".join(f"{scaled(sums[criterion], sheets):0{WIDTH}d}" for criterion in order)


def scaled(numerator, denominator):
    if not 0 < denominator < MAX_DENOMINATOR:
        raise ValueError(f"denominator {denominator} is not between 0 and {MAX_DENOMINATOR}")
    return SCALE * numerator // denominator


def importance(weighted):
    """The order in which criteria break ties: heavier first, then by position. [(criterion, weight, position)]"""
    return [c for c, weight, position in sorted(weighted, key=lambda row: (-row[1], row[2])) if weight > 0]


def deciding(key, other, order):
    """The criterion that separates two tie keys, or None when they are equal in all."""
    for index, criterion in enumerate(order):
        end = (index + 1) * WIDTH
        if key[:end] != other[:end]:
            return criterion
    return None


def ranks(keys, *, first_rank, first_position):
    """Shared ranks for neighbours that are equal in all: 1, 2, 3, 3, 5.

    keys: what decides, best first; first_rank: the rank of the first key, which may be shared with keys before it;
    first_position: its place in the whole list, from 1.
    """
    found = []
    for index, key in enumerate(keys):
        if index and key == keys[index - 1]:
            found.append(found[-1])
        else:
            found.append(first_position + index if index else first_rank)
    return found


def mean(score):
    """Points as the decimal number that people read, before rounding."""
    return Decimal(score) / SCALE
