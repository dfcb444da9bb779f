package main

import (
	"context"
	"os"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/flyteorg/flyte/flyteidl/gen/pb-go/flyteidl/admin"
	"github.com/flyteorg/flyte/flyteidl/gen/pb-go/flyteidl/core"
)

// What propeller tells of its work arrives as events; they are folded into the records that clients read.

func (l *lab) CreateWorkflowEvent(_ context.Context, r *admin.WorkflowExecutionEventRequest) (*admin.WorkflowExecutionEventResponse, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := r.GetEvent()
	l.journal.note("workflow", e)
	execution, err := l.executions.get(executionKey(e.GetExecutionId()))
	if err != nil {
		return nil, err
	}
	c := execution.Closure
	if finished(c.Phase) {
		return nil, alreadyTerminal(c.Phase.String())
	}
	c.Phase, c.UpdatedAt = e.GetPhase(), e.GetOccurredAt()
	if c.StartedAt == nil && e.GetPhase() == core.WorkflowExecution_RUNNING {
		c.StartedAt = e.GetOccurredAt()
	}
	if finished(e.GetPhase()) {
		c.Duration = since(c.StartedAt, e.GetOccurredAt())
	}
	switch {
	case e.GetOutputUri() != "":
		c.OutputResult = &admin.ExecutionClosure_Outputs{Outputs: &admin.LiteralMapBlob{Data: &admin.LiteralMapBlob_Uri{Uri: e.GetOutputUri()}}}
	case e.GetOutputData() != nil:
		c.OutputResult = &admin.ExecutionClosure_OutputData{OutputData: e.GetOutputData()}
	case e.GetError() != nil && c.GetAbortMetadata() == nil:
		c.OutputResult = &admin.ExecutionClosure_Error{Error: e.GetError()}
	}
	return &admin.WorkflowExecutionEventResponse{}, nil
}

func (l *lab) CreateNodeEvent(_ context.Context, r *admin.NodeExecutionEventRequest) (*admin.NodeExecutionEventResponse, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := r.GetEvent()
	l.journal.note("node", e)
	key := nodeKey(e.GetId())
	node, err := l.nodes.get(key)
	if err != nil {
		node = &admin.NodeExecution{Id: e.GetId(), Metadata: &admin.NodeExecutionMetaData{}, Closure: &admin.NodeExecutionClosure{CreatedAt: e.GetOccurredAt()}}
		l.nodes.put(key, node)
	}
	c := node.Closure
	if nodeFinished(c.Phase) {
		return nil, alreadyTerminal(c.Phase.String())
	}
	c.Phase, c.UpdatedAt = e.GetPhase(), e.GetOccurredAt()
	if c.StartedAt == nil && (e.GetPhase() == core.NodeExecution_RUNNING || e.GetPhase() == core.NodeExecution_DYNAMIC_RUNNING) {
		c.StartedAt = e.GetOccurredAt()
	}
	if nodeFinished(e.GetPhase()) {
		c.Duration = since(c.StartedAt, e.GetOccurredAt())
	}
	if e.GetInputUri() != "" {
		node.InputUri = e.GetInputUri()
	}
	if e.GetDeckUri() != "" {
		c.DeckUri = e.GetDeckUri()
	}
	m := node.Metadata
	m.RetryGroup, m.SpecNodeId = e.GetRetryGroup(), e.GetSpecNodeId()
	m.IsParentNode, m.IsDynamic = m.IsParentNode || e.GetIsParent(), m.IsDynamic || e.GetIsDynamic()
	m.IsArray, m.IsEager = m.IsArray || e.GetIsArray(), m.IsEager || e.GetIsEager()
	if parent := e.GetParentNodeMetadata().GetNodeId(); parent != "" {
		l.parents[key] = parent
		if node, err := l.nodes.get(executionKey(e.GetId().GetExecutionId()) + "/" + parent); err == nil {
			node.Metadata.IsParentNode = true // branch nodes do not say so of themselves
		}
	}
	switch {
	case e.GetOutputUri() != "":
		c.OutputResult = &admin.NodeExecutionClosure_OutputUri{OutputUri: e.GetOutputUri()}
	case e.GetOutputData() != nil:
		c.OutputResult = &admin.NodeExecutionClosure_OutputData{OutputData: e.GetOutputData()}
	case e.GetError() != nil:
		c.OutputResult = &admin.NodeExecutionClosure_Error{Error: e.GetError()}
	}
	if child := e.GetWorkflowNodeMetadata(); child != nil {
		c.TargetMetadata = &admin.NodeExecutionClosure_WorkflowNodeMetadata{WorkflowNodeMetadata: &admin.WorkflowNodeMetadata{ExecutionId: child.GetExecutionId()}}
	}
	if task := e.GetTaskNodeMetadata(); task != nil {
		c.TargetMetadata = &admin.NodeExecutionClosure_TaskNodeMetadata{TaskNodeMetadata: &admin.TaskNodeMetadata{
			CacheStatus: task.GetCacheStatus(), CatalogKey: task.GetCatalogKey(), CheckpointUri: task.GetCheckpointUri()}}
		if dynamic := task.GetDynamicWorkflow(); dynamic != nil {
			c.DynamicJobSpecUri = dynamic.GetDynamicJobSpecUri()
			l.dynamic[key] = &admin.DynamicWorkflowNodeMetadata{Id: dynamic.GetId(), CompiledWorkflow: dynamic.GetCompiledWorkflow(), DynamicJobSpecUri: dynamic.GetDynamicJobSpecUri()}
		}
	}
	return &admin.NodeExecutionEventResponse{}, nil
}

func (l *lab) CreateTaskEvent(_ context.Context, r *admin.TaskExecutionEventRequest) (*admin.TaskExecutionEventResponse, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	e := r.GetEvent()
	l.journal.note("task", e)
	id := &core.TaskExecutionIdentifier{TaskId: e.GetTaskId(), NodeExecutionId: e.GetParentNodeExecutionId(), RetryAttempt: e.GetRetryAttempt()}
	task, err := l.attempts.get(taskKey(id))
	if err != nil {
		task = &admin.TaskExecution{Id: id, Closure: &admin.TaskExecutionClosure{CreatedAt: e.GetOccurredAt(), TaskType: e.GetTaskType()}}
		l.attempts.put(taskKey(id), task)
	}
	c := task.Closure
	if taskFinished(c.Phase) {
		return nil, alreadyTerminal(c.Phase.String())
	}
	c.Phase, c.UpdatedAt, c.EventVersion = e.GetPhase(), e.GetOccurredAt(), e.GetEventVersion()
	if c.StartedAt == nil && e.GetPhase() == core.TaskExecution_RUNNING {
		c.StartedAt = e.GetOccurredAt()
	}
	if taskFinished(e.GetPhase()) {
		c.Duration = since(c.StartedAt, e.GetOccurredAt())
	}
	if e.GetInputUri() != "" {
		task.InputUri = e.GetInputUri()
	}
	c.Logs = mergedLogs(c.GetLogs(), e.GetLogs())
	c.Metadata = mergedMetadata(c.GetMetadata(), e.GetMetadata())
	if e.GetCustomInfo() != nil {
		c.CustomInfo = e.GetCustomInfo()
	}
	if e.GetLogContext() != nil {
		c.LogContext = e.GetLogContext()
	}
	if e.GetReason() != "" {
		c.Reason = e.GetReason()
		c.Reasons = append(c.Reasons, &admin.Reason{OccurredAt: e.GetOccurredAt(), Message: e.GetReason()})
	}
	for _, reason := range e.GetReasons() {
		c.Reasons = append(c.Reasons, &admin.Reason{OccurredAt: reason.GetOccurredAt(), Message: reason.GetReason()})
	}
	switch {
	case e.GetOutputUri() != "":
		c.OutputResult = &admin.TaskExecutionClosure_OutputUri{OutputUri: e.GetOutputUri()}
	case e.GetOutputData() != nil:
		c.OutputResult = &admin.TaskExecutionClosure_OutputData{OutputData: e.GetOutputData()}
	case e.GetError() != nil:
		c.OutputResult = &admin.TaskExecutionClosure_Error{Error: e.GetError()}
	}
	return &admin.TaskExecutionEventResponse{}, nil
}

// Reading the records.

func (l *lab) GetExecution(_ context.Context, r *admin.WorkflowExecutionGetRequest) (*admin.Execution, error) {
	return read(l, l.executions, executionKey(r.GetId()))
}

func (l *lab) ListExecutions(_ context.Context, r *admin.ResourceListRequest) (*admin.ExecutionList, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	items, next, err := l.executions.page(resources(r), executionField, func(e *admin.Execution) bool {
		return e.GetId().GetProject() == r.GetId().GetProject() && e.GetId().GetDomain() == r.GetId().GetDomain()
	})
	return &admin.ExecutionList{Executions: items, Token: next}, err
}

func (l *lab) GetExecutionData(_ context.Context, r *admin.WorkflowExecutionGetDataRequest) (*admin.WorkflowExecutionGetDataResponse, error) {
	execution, err := read(l, l.executions, executionKey(r.GetId()))
	if err != nil {
		return nil, err
	}
	c := execution.GetClosure()
	uri := c.GetOutputs().GetUri()
	outputs, err := literals(uri, c.GetOutputData())
	return &admin.WorkflowExecutionGetDataResponse{FullInputs: c.GetComputedInputs(), FullOutputs: outputs, Outputs: &admin.UrlBlob{Url: uri}}, err
}

func (l *lab) GetNodeExecution(_ context.Context, r *admin.NodeExecutionGetRequest) (*admin.NodeExecution, error) {
	return read(l, l.nodes, nodeKey(r.GetId()))
}

func (l *lab) ListNodeExecutions(_ context.Context, r *admin.NodeExecutionListRequest) (*admin.NodeExecutionList, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	q := query{limit: r.GetLimit(), token: r.GetToken(), filters: r.GetFilters(), sort: r.GetSortBy(), oldestFirst: true}
	items, next, err := l.nodes.page(q, nodeField, func(n *admin.NodeExecution) bool {
		return executionKey(n.GetId().GetExecutionId()) == executionKey(r.GetWorkflowExecutionId()) && l.parents[nodeKey(n.GetId())] == r.GetUniqueParentId()
	})
	return &admin.NodeExecutionList{NodeExecutions: items, Token: next}, err
}

func (l *lab) ListNodeExecutionsForTask(context.Context, *admin.NodeExecutionForTaskListRequest) (*admin.NodeExecutionList, error) {
	return &admin.NodeExecutionList{}, nil // children hang from their parent node since event version 1
}

func (l *lab) GetNodeExecutionData(_ context.Context, r *admin.NodeExecutionGetDataRequest) (*admin.NodeExecutionGetDataResponse, error) {
	node, err := read(l, l.nodes, nodeKey(r.GetId()))
	if err != nil {
		return nil, err
	}
	inputs, err := literals(node.GetInputUri(), nil)
	if err != nil {
		return nil, err
	}
	uri := node.GetClosure().GetOutputUri()
	outputs, err := literals(uri, node.GetClosure().GetOutputData())
	l.mu.Lock()
	defer l.mu.Unlock()
	return &admin.NodeExecutionGetDataResponse{FullInputs: inputs, FullOutputs: outputs, Inputs: &admin.UrlBlob{Url: node.GetInputUri()},
		Outputs: &admin.UrlBlob{Url: uri}, DynamicWorkflow: l.dynamic[nodeKey(r.GetId())]}, err
}

func (l *lab) GetDynamicNodeWorkflow(_ context.Context, r *admin.GetDynamicNodeWorkflowRequest) (*admin.DynamicNodeWorkflowResponse, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	dynamic, ok := l.dynamic[nodeKey(r.GetId())]
	if !ok {
		return nil, status.Errorf(codes.NotFound, "node %s yielded no workflow", nodeKey(r.GetId()))
	}
	return &admin.DynamicNodeWorkflowResponse{CompiledWorkflow: dynamic.GetCompiledWorkflow()}, nil
}

func (l *lab) GetTaskExecution(_ context.Context, r *admin.TaskExecutionGetRequest) (*admin.TaskExecution, error) {
	return read(l, l.attempts, taskKey(r.GetId()))
}

func (l *lab) ListTaskExecutions(_ context.Context, r *admin.TaskExecutionListRequest) (*admin.TaskExecutionList, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	q := query{limit: r.GetLimit(), token: r.GetToken(), filters: r.GetFilters(), sort: r.GetSortBy(), oldestFirst: true}
	items, next, err := l.attempts.page(q, attemptField, func(t *admin.TaskExecution) bool {
		return nodeKey(t.GetId().GetNodeExecutionId()) == nodeKey(r.GetNodeExecutionId())
	})
	return &admin.TaskExecutionList{TaskExecutions: items, Token: next}, err
}

func (l *lab) GetTaskExecutionData(_ context.Context, r *admin.TaskExecutionGetDataRequest) (*admin.TaskExecutionGetDataResponse, error) {
	task, err := read(l, l.attempts, taskKey(r.GetId()))
	if err != nil {
		return nil, err
	}
	inputs, err := literals(task.GetInputUri(), nil)
	if err != nil {
		return nil, err
	}
	uri := task.GetClosure().GetOutputUri()
	outputs, err := literals(uri, task.GetClosure().GetOutputData())
	return &admin.TaskExecutionGetDataResponse{FullInputs: inputs, FullOutputs: outputs,
		Inputs: &admin.UrlBlob{Url: task.GetInputUri()}, Outputs: &admin.UrlBlob{Url: uri}}, err
}

// literals gives the values kept under a file URI, or those at hand.
func literals(uri string, inline *core.LiteralMap) (*core.LiteralMap, error) {
	values := &core.LiteralMap{}
	if inline != nil || uri == "" {
		proto.Merge(values, inline)
		return values, nil
	}
	data, err := os.ReadFile(strings.TrimPrefix(uri, "file://"))
	if os.IsNotExist(err) {
		return values, nil
	} else if err != nil {
		return nil, status.Error(codes.Internal, err.Error())
	}
	return values, proto.Unmarshal(data, values)
}

// alreadyTerminal is the refusal that propeller takes to mean "stop telling me about this one".
func alreadyTerminal(phase string) error {
	refusal, err := status.New(codes.FailedPrecondition, "already in the terminal phase "+phase).WithDetails(&admin.EventFailureReason{
		Reason: &admin.EventFailureReason_AlreadyInTerminalState{AlreadyInTerminalState: &admin.EventErrorAlreadyInTerminalState{CurrentPhase: phase}}})
	if err != nil {
		return err
	}
	return refusal.Err()
}

func since(start, end *timestamppb.Timestamp) *durationpb.Duration {
	if start == nil {
		return durationpb.New(0)
	}
	return durationpb.New(end.AsTime().Sub(start.AsTime()))
}

func finished(p core.WorkflowExecution_Phase) bool {
	return p == core.WorkflowExecution_SUCCEEDED || p == core.WorkflowExecution_FAILED || p == core.WorkflowExecution_ABORTED || p == core.WorkflowExecution_TIMED_OUT
}

func nodeFinished(p core.NodeExecution_Phase) bool {
	switch p {
	case core.NodeExecution_SUCCEEDED, core.NodeExecution_FAILED, core.NodeExecution_ABORTED, core.NodeExecution_SKIPPED,
		core.NodeExecution_TIMED_OUT, core.NodeExecution_RECOVERED:
		return true
	}
	return false
}

func taskFinished(p core.TaskExecution_Phase) bool {
	return p == core.TaskExecution_SUCCEEDED || p == core.TaskExecution_FAILED || p == core.TaskExecution_ABORTED
}
