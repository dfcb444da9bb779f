"""Runs registered workflows through the admin API and prints what came of them."""
import sys
import time

from flytekit.configuration import Config
from flytekit.models.core.execution import NodeExecutionPhase, TaskExecutionPhase, WorkflowExecutionPhase
from flytekit.remote import FlyteRemote

remote = FlyteRemote(Config.auto(), default_project="flytesnacks", default_domain="development")
client = remote.client


def nodes(execution_id, parent=None, depth=1):
    found, _ = client.list_node_executions(execution_id, limit=500, unique_parent_id=parent)
    for node in sorted(found, key=lambda n: n.id.node_id):
        if node.id.node_id.endswith("start-node") or node.id.node_id.endswith("end-node"):
            continue
        c = node.closure
        took = c.duration.total_seconds() if c.duration else 0
        print(f"{'  ' * depth}{node.id.node_id:<24}{NodeExecutionPhase.enum_to_string(c.phase):<11}{took:6.1f}s"
              f"{' dynamic' if node.metadata.is_dynamic else ''}{' array' if node.metadata.is_array else ''}")
        attempts, _ = client.list_task_executions_paginated(node.id, limit=50)
        for t in attempts:
            error = f"  {t.closure.error.kind} {t.closure.error.code}: {t.closure.error.message.strip().splitlines()[-1][:90]}" if t.closure.error else ""
            print(f"{'  ' * depth}    attempt {t.id.retry_attempt}: {TaskExecutionPhase.enum_to_string(t.closure.phase)}{error}")
        if node.metadata.is_parent_node:
            nodes(execution_id, node.id.node_id, depth + 1)


def run(name, **inputs):
    start = time.time()
    execution = remote.execute(remote.fetch_launch_plan(name=f"demo.{name}"), inputs=inputs)
    phase = None
    while True:
        closure = client.get_execution(execution.id).closure
        if closure.phase != phase:
            phase = closure.phase
            print(f"{name}: {time.time() - start:6.1f}s {WorkflowExecutionPhase.enum_to_string(phase)}  ({execution.id.name})", flush=True)
        if phase in (WorkflowExecutionPhase.SUCCEEDED, WorkflowExecutionPhase.FAILED, WorkflowExecutionPhase.ABORTED):
            break
        time.sleep(0.2)
    done = remote.sync_execution(remote.fetch_execution(name=execution.id.name), sync_nodes=False)
    nodes(execution.id)
    if phase == WorkflowExecutionPhase.SUCCEEDED:
        print(f"  outputs {dict(done.outputs)}")
    else:
        print(f"  error {closure.error.code}: {closure.error.message.strip().splitlines()[-1]}")


if __name__ == "__main__":
    for arg in sys.argv[1:]:
        name, _, rest = arg.partition(":")
        run(name, **dict((k, eval(v)) for k, v in (pair.split("=") for pair in rest.split(",") if pair)))
