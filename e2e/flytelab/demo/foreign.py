"""Asks propeller what it makes of each way in which a foreign task container may end."""
import os
import sys
import time

import grpc
from flyteidl.admin import execution_pb2, node_execution_pb2, task_execution_pb2, task_pb2
from flyteidl.core import execution_pb2 as core_execution
from flyteidl.core import identifier_pb2, interface_pb2, literals_pb2, tasks_pb2, types_pb2
from flyteidl.service.admin_pb2_grpc import AdminServiceStub

admin = AdminServiceStub(grpc.insecure_channel(os.environ["FLYTELAB_ENDPOINT"]))
here = os.path.dirname(os.path.abspath(__file__))
number = types_pb2.LiteralType(simple=types_pb2.INTEGER)
Phase = core_execution.WorkflowExecution

MODES = ["ok", "ok/1", "late/137", "none", "none/1", "none/137", "missing", "surplus", "mistyped", "garbage", "user", "user/1", "recoverable", "recoverable/1",
         "system", "both", "deck", "dynamic",
         "dynamic-constant", "dynamic-empty", "dynamic-orphan", "dynamic-unbound", "dynamic-misnamed", "dynamic-mistyped", "dynamic-outputless",
         "dynamic-twins", "dynamic-odd", "dynamic-long", "dynamic-and-outputs", "dynamic-and-error"]


def register(mode, version):
    id = identifier_pb2.Identifier(resource_type=identifier_pb2.TASK, project="flytesnacks", domain="development",
                                   name="foreign." + mode.replace("/", "-"), version=version)
    args = ["python", here + "/foreign_task.py", "--inputs", "{{.input}}", "--output-prefix", "{{.outputPrefix}}", "--raw", "{{.rawOutputDataPrefix}}",
            "--checkpoint", "{{.checkpointOutputPrefix}}", "--prev-checkpoint", "{{.prevCheckpointPrefix}}",
            "--task-template", "{{.taskTemplatePath}}", "--key", "{{.perRetryUniqueKey}}", "--input-prefix", "{{$inputPrefix}}",
            "--n", "{{ .Inputs.n }}", "--namespace", "{{.namespace}}", "--mode", mode]
    iface = interface_pb2.TypedInterface(inputs=interface_pb2.VariableMap(variables={"n": interface_pb2.Variable(type=number)}),
                                         outputs=interface_pb2.VariableMap(variables={"o": interface_pb2.Variable(type=number)}))
    template = tasks_pb2.TaskTemplate(
        id=id, type="kotlin-task", interface=iface, container=tasks_pb2.Container(image="lab/none:v1", args=args),
        metadata=tasks_pb2.TaskMetadata(retries=literals_pb2.RetryStrategy(retries=1), runtime=tasks_pb2.RuntimeMetadata(flavor="kotlin", version="0.1")))
    admin.CreateTask(task_pb2.TaskCreateRequest(id=id, spec=task_pb2.TaskSpec(template=template)))
    return id


version = f"v{int(time.time())}"
runs = []
for mode in sys.argv[1:] or MODES:
    value = literals_pb2.Literal(scalar=literals_pb2.Scalar(primitive=literals_pb2.Primitive(integer=41)))
    request = execution_pb2.ExecutionCreateRequest(project="flytesnacks", domain="development", inputs=literals_pb2.LiteralMap(literals={"n": value}),
                                                   spec=execution_pb2.ExecutionSpec(launch_plan=register(mode, version)))
    runs.append((mode, admin.CreateExecution(request).id))

for mode, id in runs:
    while True:
        closure = admin.GetExecution(execution_pb2.WorkflowExecutionGetRequest(id=id)).closure
        if closure.phase in (Phase.SUCCEEDED, Phase.FAILED, Phase.ABORTED):
            break
        time.sleep(0.2)
    data = admin.GetExecutionData(execution_pb2.WorkflowExecutionGetDataRequest(id=id))
    outputs = {k: v.scalar.primitive.integer for k, v in data.full_outputs.literals.items()}
    nodes = admin.ListNodeExecutions(node_execution_pb2.NodeExecutionListRequest(workflow_execution_id=id, limit=50)).node_executions
    tries = []
    for node in nodes:
        for t in admin.ListTaskExecutions(task_execution_pb2.TaskExecutionListRequest(node_execution_id=node.id, limit=50)).task_executions:
            e = t.closure.error
            tries.append(core_execution.TaskExecution.Phase.Name(t.closure.phase) + (f"({core_execution.ExecutionError.ErrorKind.Name(e.kind)} {e.code})" if e.code else ""))
    said = closure.error.message.replace("\r", "").replace("\n", " ")
    print(f"{mode:<18}{Phase.Phase.Name(closure.phase):<10} attempts {tries} {outputs or ''} {closure.error.code + ': ' + said[:230] if said else ''}", flush=True)
