"""Tasks of flytekit that a TypeScript workflow calls between two of its own."""
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Annotated, Dict, List, NamedTuple, Optional, Union

import pandas as pd
from flytekit import StructuredDataset, kwtypes, task
from flytekit.types.directory import FlyteDirectory
from flytekit.types.file import FlyteFile


@dataclass
class Point:
    x: int
    y: float


@dataclass
class Parcel:
    name: str
    corners: List[Point]
    tags: Dict[str, str]
    weight: float
    pieces: int
    sent: Optional[datetime] = None


class Colour(Enum):
    RED = "red"
    GREEN = "green"
    BLUE = "blue"


class Seen(NamedTuple):
    whole: int
    when: datetime
    lasting: timedelta
    parcel: Parcel
    colour: Colour
    either: Union[int, str]
    maybe: Optional[str]
    lists: List[List[str]]
    told: str


@task
def triple(n: int) -> int:
    return 3 * n


@task
def look_at(whole: int, when: datetime, lasting: timedelta, parcel: Parcel, colour: Colour, either: Union[int, str],
            maybe: Optional[str], lists: List[List[str]]) -> Seen:
    """Gives back what it got, changed where flytekit can tell one from the other, and says what it saw."""
    assert isinstance(parcel, Parcel) and isinstance(parcel.corners[0], Point), parcel
    told = f"{whole} {when.isoformat()} {lasting.total_seconds()} {colour.name} {type(either).__name__} {maybe} {parcel.corners[1].x}"
    parcel.corners.append(Point(x=-1, y=0.25))
    return Seen(whole + 1, when + timedelta(microseconds=1), lasting * 2, parcel, Colour.BLUE, either, maybe, lists + [["python"]], told)


@task
def shout(note: FlyteFile["txt"]) -> FlyteFile["txt"]:
    with open(note) as given, open("loud.txt", "w") as out:
        out.write(given.read().upper())
    return FlyteFile("loud.txt")


@task
def add_word(words: FlyteDirectory, word: str) -> FlyteDirectory:
    import os
    import shutil

    folder = words.download()
    fresh = os.path.abspath("words")
    shutil.copytree(folder, fresh)
    os.makedirs(os.path.join(fresh, word[0]), exist_ok=True)
    with open(os.path.join(fresh, word[0], word + ".txt"), "w") as out:
        out.write(word)
    return FlyteDirectory(fresh)


@task
def warm_up(
    readings: Annotated[StructuredDataset, kwtypes(station=int, degrees=float, name=str)],
) -> Annotated[StructuredDataset, kwtypes(station=int, degrees=float, name=str)]:
    frame = readings.open(pd.DataFrame).all()
    frame["degrees"] += 10
    return StructuredDataset(dataframe=frame)
