"""Workflows of flytekit around tasks and dynamics that were registered from TypeScript."""
from datetime import datetime, timedelta, timezone
from typing import Annotated, Dict, List, NamedTuple, Optional, Union

import pandas as pd
from flytekit import StructuredDataset, kwtypes, reference_task, task, workflow
from flytekit.types.directory import FlyteDirectory
from flytekit.types.file import FlyteFile

from python_tasks import Colour, Parcel, Point, triple

TYPESCRIPT = {"project": "flytesnacks", "domain": "development", "version": "e2e"}


@reference_task(name="dynamics.sumOfSquares", **TYPESCRIPT)
def sum_of_squares(n: int) -> int:
    ...


@workflow
def around_dynamic(n: int) -> int:
    """The graph that the middle node makes comes from TypeScript."""
    return triple(n=sum_of_squares(n=triple(n=n)))


class Weighed(NamedTuple):
    whole: int
    when: datetime
    lasting: timedelta
    parcel: Parcel
    colour: Colour
    either: Union[int, str]
    maybe: Optional[str]
    lists: List[List[str]]
    told: str


@reference_task(name="interop.weigh", **TYPESCRIPT)
def weigh(whole: int, when: datetime, lasting: timedelta, parcel: Parcel, colour: Colour, either: Union[int, str],
          maybe: Optional[str], lists: List[List[str]]) -> Weighed:
    ...


@task
def compare(whole: int, when: datetime, lasting: timedelta, parcel: Parcel, colour: Colour, either: Union[int, str],
            maybe: Optional[str], lists: List[List[str]], told: str) -> str:
    assert whole == 2**53 + 3, whole
    assert when == datetime(2026, 2, 3, 4, 5, 6, 654322, tzinfo=timezone.utc), when
    assert lasting == timedelta(days=2, microseconds=10), lasting
    assert parcel.corners[-1] == Point(x=7, y=-0.5) and parcel.tags == {"ä": "ö", "__proto__": "own"}, parcel
    assert colour is Colour.RED, colour
    assert either == "seven" and maybe is None and lists == [[], ["a", "b"], ["typescript"]], (either, maybe, lists)
    return told


@workflow
def around_task() -> str:
    seen = weigh(
        whole=2**53 + 1,
        when=datetime(2026, 2, 3, 4, 5, 6, 654321, tzinfo=timezone.utc),
        lasting=timedelta(days=1, microseconds=5),
        parcel=Parcel(name="box", corners=[Point(x=1, y=1.5)], tags={"ä": "ö", "__proto__": "own"}, weight=2.0, pieces=3),
        colour=Colour.GREEN,
        either="seven",
        maybe=None,
        lists=[[], ["a", "b"]],
    )
    return compare(whole=seen.whole, when=seen.when, lasting=seen.lasting, parcel=seen.parcel, colour=seen.colour,
                   either=seen.either, maybe=seen.maybe, lists=seen.lists, told=seen.told)


@reference_task(name="values.shout", **TYPESCRIPT)
def shout_in_typescript(note: FlyteFile["txt"]) -> FlyteFile["txt"]:
    ...


@reference_task(name="values.scatter", **TYPESCRIPT)
def scatter(note: FlyteFile["txt"]) -> FlyteDirectory:
    ...


@reference_task(name="interop.cool", **TYPESCRIPT)
def cool(
    readings: Annotated[StructuredDataset, kwtypes(station=int, degrees=float, name=str)],
) -> Annotated[StructuredDataset, kwtypes(station=int, degrees=float, name=str)]:
    ...


@task
def write_note(text: str) -> FlyteFile["txt"]:
    with open("note.txt", "w") as out:
        out.write(text)
    return FlyteFile("note.txt")


@task
def names(words: FlyteDirectory) -> List[str]:
    import os

    folder = words.download()
    return sorted(os.path.relpath(os.path.join(at, name), folder) for at, _, files in os.walk(folder) for name in files)


@task
def readings() -> Annotated[StructuredDataset, kwtypes(station=int, degrees=float, name=str)]:
    return StructuredDataset(dataframe=pd.DataFrame({"station": [1, 2], "degrees": [10.5, 20.5], "name": ["a", "b"]}))


@task
def degrees(readings: Annotated[StructuredDataset, kwtypes(station=int, degrees=float, name=str)]) -> List[float]:
    return [float(value) for value in readings.open(pd.DataFrame).all()["degrees"]]


class Files(NamedTuple):
    found: List[str]
    cooled: List[float]


@workflow
def around_files(text: str) -> Files:
    found = names(words=scatter(note=shout_in_typescript(note=write_note(text=text))))
    return Files(found, degrees(readings=cool(readings=readings())))
