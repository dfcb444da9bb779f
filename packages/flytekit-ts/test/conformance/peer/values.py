"""The Python side of values.ts. Reads one JSON object from stdin: a folder for files, and cases with a Python type, a Python
value and the literal that TypeScript wrote for it. Answers with, for each case, whether flytekit reads that literal as the
value, and the literal that flytekit itself writes for it."""
import base64, datetime, enum, json, os, sys, typing

sys.path.append(sys.argv[1])  # pandas and pyarrow
from dataclasses import dataclass, field

os.environ.update(FLYTE_SDK_RICH_TRACEBACKS="0", FLYTE_SDK_LOGGING_LEVEL="50", TZ="UTC")

from flyteidl.core import literals_pb2
from flytekit import HashMethod, StructuredDataset, kwtypes
from flytekit.core.context_manager import FlyteContextManager
from flytekit.core.type_engine import TypeEngine
from flytekit.models.literals import Literal, LiteralOffloadedMetadata
from flytekit.types.directory import FlyteDirectory
from flytekit.types.error.error import FlyteError
from flytekit.types.file import FlyteFile
from flytekit.types.schema import FlyteSchema
from flytekit.utils.pbhash import compute_hash_string

import pandas

utc = datetime.timezone.utc


class Color(enum.Enum):
    RED = "red"
    GREEN = "green"


@dataclass
class Inner:
    s: str
    xs: typing.List[int]


@dataclass
class Point:
    x: int
    y: float
    name: str
    tag: typing.Optional[str]
    inner: typing.Optional[Inner]
    attrs: typing.Dict[str, int]
    when: datetime.datetime
    took: datetime.timedelta
    color: Color


@dataclass
class Note:
    file: FlyteFile
    n: int


def offloaded(name, literal, literal_type):
    """As pyflyte-execute leaves a large output."""
    idl = literal.to_flyte_idl()
    path = os.path.join(folder, name + "_peer_offloaded_metadata.pb")
    with open(path, "wb") as file:
        file.write(idl.SerializeToString())
    metadata = LiteralOffloadedMetadata(uri=path, size_bytes=idl.ByteSize(), inferred_type=literal_type)
    return Literal(offloaded_metadata=metadata, hash=literal.hash if literal.hash is not None else compute_hash_string(idl))


request = json.load(sys.stdin)
folder = request["folder"]
ctx = FlyteContextManager.current_context()
answers = []
for case in request["cases"]:
    answer = {"name": case["name"]}
    kind = eval(case["type"])
    value = eval(case["value"])
    try:
        idl = literals_pb2.Literal.FromString(base64.b64decode(case["literal"]))
        read = TypeEngine.to_python_value(ctx, Literal.from_flyte_idl(idl), kind)
        same = eval(case["same"], globals(), {"read": read, "value": value}) if "same" in case else type(read) is type(value) and read == value
        answer["read"] = "" if same else repr(read)[:300]
    except Exception as ex:
        answer["read"] = f"{type(ex).__name__}: {ex}"[:500]
    try:
        if case.get("old"):
            os.environ["FLYTE_USE_OLD_DC_FORMAT"] = "true"
        literal_type = TypeEngine.to_literal_type(kind)
        literal = TypeEngine.to_literal(ctx, value, kind, literal_type)
        if case.get("offloaded"):
            literal = offloaded(case["name"], literal, literal_type)
        answer["written"] = base64.b64encode(literal.to_flyte_idl().SerializeToString()).decode()
    except Exception as ex:
        answer["error"] = f"{type(ex).__name__}: {ex}"[:500]
    finally:
        os.environ.pop("FLYTE_USE_OLD_DC_FORMAT", None)
    answers.append(answer)
json.dump(answers, sys.stdout)
