"""Reports the results as a table, and against the targets of the request path."""

from collections.abc import Iterator, Sequence
from statistics import median

from race.rounds import Round, Rounds, mean_ratio, ratio
from race.servers import KINDS, Server
from race.works import Work

LARGEST_WORKER = 150  # MB
MANY, ONE = 16, 1


def rate(one: Round) -> float:
    """Answers per second."""
    return one.rate


def latency(one: Round) -> float:
    """The median latency in ms."""
    return one.seen.median


def cpu(one: Round) -> float:
    """CPU time of server and database in ms."""
    return one.cpu


def table(rounds: Rounds, works: Sequence[Work], servers: Sequence[Server]) -> Iterator[str]:
    """One line per work and server: absolute numbers, which depend on the machine, and ratios to E."""
    yield (
        f"{'work':9} {'':1}  {'req/s':>8} {'to E':>6}   {'1 conn ms':>9} {'to E':>6}   "
        f"{'p95 ms':>7}   {'CPU ms: server':>14} {'database':>8} {'to E':>6}"
    )
    for work in works:
        for server in servers:
            key = (work.name, server.letter)
            if (*key, MANY) not in rounds:
                continue
            many, one = rounds[*key, MANY], rounds[*key, ONE]
            yield (
                f"{work.name:9} {server.letter}  {median(map(rate, many)):8.1f} "
                f"{ratio(rounds, *key, 'E', MANY, rate):6.2f}   {median(map(latency, one)):9.2f} "
                f"{ratio(rounds, *key, 'E', ONE, latency):6.2f}   {median(r.seen.p95 for r in many):7.1f}   "
                f"{median(r.server_cpu for r in many):14.2f} {median(r.database_cpu for r in many):8.2f} "
                f"{ratio(rounds, *key, 'E', MANY, cpu):6.2f}"
            )
    for server in servers:
        yield f"{server.letter}  {KINDS[server.letter].title}: {server.resident:.0f} MB"


def bounds(rounds: Rounds, works: Sequence[Work]) -> Iterator[str]:
    """What could be reached by a server that takes no time at all, with the database's work as it is."""
    for work in works:
        hand, ours = (rounds[work.name, letter, MANY] for letter in "ED")
        total, database = median(map(cpu, hand)), median(one.database_cpu for one in ours)
        if database and total:
            whole, most = total / median(map(cpu, ours)), total / database
            yield f"{work.name:9} {whole:5.2f} of E by CPU time; {most:5.2f} if our server took none"


def reached(rounds: Rounds, works: Sequence[Work], servers: Sequence[Server]) -> Iterator[tuple[bool, str]]:
    """Each target: whether it is reached, and the result."""
    names = [work.name for work in works]
    rates = {name: ratio(rounds, name, "D", "E", MANY, rate) for name in names}
    worst = min(rates, key=lambda name: rates[name])
    yield rates[worst] >= 0.9, f"no work under 0.9 of E: the lowest is {worst} with {rates[worst]:.2f}"
    mean = mean_ratio(rounds, names, "D", "E", MANY, rate)
    yield mean >= 1.5, f"geometric mean at least 1.5 of E: {mean:.2f}"
    saved = 1 / mean_ratio(rounds, names, "D", "E", MANY, cpu)
    yield saved >= 1.5, f"the same by CPU time, which other work on the machine disturbs less: {saved:.2f}"
    slow = mean_ratio(rounds, names, "D", "E", ONE, latency)
    yield slow <= 1.1, f"latency at one connection at most 1.1 of E's: {slow:.2f}"
    if any(server.letter == "A" for server in servers):
        mean = mean_ratio(rounds, names, "D", "A", MANY, rate)
        yield mean >= 3.5, f"geometric mean at least 3.5 of A: {mean:.2f}"
        slow = mean_ratio(rounds, names, "D", "A", ONE, latency)
        yield slow <= 0.5, f"latency at one connection at most half of A's: {slow:.2f}"
    yield _small(servers)


def repeated(rounds: Rounds, works: Sequence[Work], servers: Sequence[Server]) -> Iterator[tuple[bool, str]]:
    """The targets of repeated questions: of an answer that is kept (K), and of one that is not found (M).

    N is what chance gives: a server like D.
    """
    for work in works:
        gain = ratio(rounds, work.name, "K", "E", MANY, rate)
        yield gain >= 8, f"{work.name}, answered before: at least 8 times E: {gain:.1f}"
    names = [work.name for work in works]
    for many, what, name in (
        (MANY, cpu, "CPU time of an answer that is not found"),
        (ONE, latency, "its latency at one connection"),
    ):
        more, chance = (mean_ratio(rounds, names, letter, "D", many, what) - 1 for letter in "MN")
        yield more <= 0.03, f"{name} at most 3% more: {more:+.1%} (two equal servers: {chance:+.1%})"
    yield _small(servers)


def _small(servers: Sequence[Server]) -> tuple[bool, str]:
    size = next(server.resident for server in servers if server.letter == "D")
    return size < LARGEST_WORKER, f"memory per worker under {LARGEST_WORKER} MB: {size:.0f}"
