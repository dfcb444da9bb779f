"""What the lab is proved with: one workflow of each shape that the engine has to carry."""
import os
import time
from typing import List, Tuple

from flytekit import Deck, LaunchPlan, WorkflowFailurePolicy, approve, conditional, current_context, dynamic, map_task, task, workflow
from flytekit.exceptions.user import FlyteRecoverableException


@task
def square(n: int) -> int:
    return n * n


@task
def total(values: List[int]) -> int:
    return sum(values)


@task
def describe(n: int, label: str = "sum of squares") -> Tuple[str, int]:
    return f"{label}: {n}", n


@workflow
def plain(n: int = 7, label: str = "square") -> Tuple[str, int]:
    return describe(n=square(n=n), label=label)


@dynamic
def squares(n: int) -> int:
    """The graph is known only when n is."""
    values = []
    for i in range(n):
        values.append(square(n=i))
    return total(values=values)


@workflow
def dyn(n: int = 10) -> Tuple[str, int]:
    return describe(n=squares(n=n))


@workflow
def mapped(values: List[int] = [1, 2, 3, 4]) -> int:
    return total(values=map_task(square)(n=values))


@dynamic
def outer(n: int) -> int:
    """A dynamic workflow in a dynamic workflow."""
    values = []
    for i in range(1, n + 1):
        values.append(squares(n=i))
    return total(values=values)


@workflow
def nested(n: int = 3) -> int:
    return outer(n=n)


@task
def boom(why: str) -> int:
    if why:
        raise ValueError(why)
    return 0


@workflow
def failing(why: str = "as planned") -> int:
    return boom(why=why)


@task(retries=2)
def flaky(good_attempt: int) -> int:
    """Fails with a recoverable error until its attempt number is good; a checkpoint counts the tries."""
    attempt = int(os.environ["FLYTE_ATTEMPT_NUMBER"])
    checkpoint = current_context().checkpoint
    before = checkpoint.read()
    checkpoint.write(f"{(before or b'').decode()}{attempt};".encode())
    print("attempt", attempt, "found checkpoint", before)
    if attempt < good_attempt:
        raise FlyteRecoverableException(f"attempt {attempt} is not good")
    return attempt


@workflow
def retried(good_attempt: int = 1) -> int:
    return flaky(good_attempt=good_attempt)


@task(retries=1)
def crash() -> int:
    if True:
        os._exit(3)
    return 0


@workflow
def crashing() -> int:
    return crash()


@task(enable_deck=True)
def decked(n: int) -> int:
    Deck("numbers", f"<b>{n}</b>")
    return n


@workflow
def deck(n: int = 5) -> int:
    return decked(n=n)


@task(cache=True, cache_version="1", retries=0)
def remembered(n: int) -> int:
    return n + int(time.time())


@workflow
def cached(n: int = 1) -> int:
    return remembered(n=n)


@task
def slow(seconds: int) -> int:
    time.sleep(seconds)
    return seconds


@workflow
def sleepy(seconds: int = 300) -> int:
    return slow(seconds=seconds)


@workflow
def inner(n: int) -> int:
    return square(n=square(n=n))


inner_plan = LaunchPlan.get_or_create(inner, "demo.inner_plan", default_inputs={"n": 3})


@workflow
def composed(n: int = 2) -> Tuple[int, int]:
    """A sub-workflow, a launch plan (an execution of its own) and a branch."""
    sub = inner(n=n)
    child = inner_plan(n=n)
    branch = conditional("size").if_(sub > 100).then(square(n=sub)).else_().then(total(values=[sub, child]))
    return branch, child


@dynamic
def calls_plan(n: int) -> int:
    """A launch plan from within a dynamic workflow."""
    return total(values=[inner_plan(n=i) for i in range(n)])


@workflow
def dynplan(n: int = 2) -> int:
    return calls_plan(n=n)


@task
def clean_up(why: str):
    print("cleaning up after", why)


@workflow(on_failure=clean_up)
def guarded(why: str = "no luck") -> int:
    return boom(why=why)


@workflow
def gated(n: int = 4) -> int:
    return square(n=approve(square(n=n), "go-ahead", timeout=__import__("datetime").timedelta(minutes=5)))
