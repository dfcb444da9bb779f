package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"github.com/flyteorg/flyte/flyteidl/gen/pb-go/flyteidl/admin"
	"github.com/flyteorg/flyte/flyteidl/gen/pb-go/flyteidl/core"
	"github.com/flyteorg/flyte/flytepropeller/pkg/apis/flyteworkflow/v1alpha1"
	"github.com/flyteorg/flyte/flytepropeller/pkg/compiler/transformers/k8s"
)

const (
	finalizer      = "flyte.org/finalizer" // propeller takes it off when it is done with a workflow
	maxParallelism = 25
)

// CreateExecution turns a launch plan (or a lone task) and its inputs into the FlyteWorkflow that propeller watches for.
func (l *lab) CreateExecution(ctx context.Context, r *admin.ExecutionCreateRequest) (*admin.ExecutionCreateResponse, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := checkExecution(r); err != nil {
		return nil, err
	}
	id := &core.WorkflowExecutionIdentifier{Project: r.GetProject(), Domain: r.GetDomain(), Name: r.GetName()}
	if id.Name == "" {
		id.Name = newName()
	}
	if _, err := l.executions.get(executionKey(id)); err == nil {
		return nil, status.Errorf(codes.AlreadyExists, "execution %s exists", executionKey(id))
	}
	spec := clone(r.GetSpec())
	given := r.GetInputs()
	if given == nil {
		given = spec.GetInputs()
	}

	workflowID, closure, inputs, err := l.target(spec.GetLaunchPlan(), given)
	if err != nil {
		return nil, err
	}
	if spec.Metadata == nil {
		spec.Metadata = &admin.ExecutionMetadata{}
	}
	now := timestamppb.Now()
	execution := &admin.Execution{Id: id, Spec: spec, Closure: &admin.ExecutionClosure{
		Phase: core.WorkflowExecution_UNDEFINED, WorkflowId: workflowID, ComputedInputs: inputs, CreatedAt: now, UpdatedAt: now,
		StateChangeDetails: &admin.ExecutionStateChangeDetails{State: admin.ExecutionState_EXECUTION_ACTIVE, OccurredAt: now},
	}}

	namespace := id.Project + "-" + id.Domain
	crd, err := k8s.BuildFlyteWorkflow(clone(closure), inputs, id, namespace)
	if err != nil {
		return nil, status.Errorf(codes.InvalidArgument, "execution %s: %v", executionKey(id), err)
	}
	fill(crd, execution)
	if err := ensureNamespace(ctx, l.kube, namespace); err != nil {
		return nil, err
	}
	if _, err := l.flyte.FlyteworkflowV1alpha1().FlyteWorkflows(namespace).Create(ctx, crd, metav1.CreateOptions{}); err != nil {
		return nil, status.Errorf(codes.Internal, "execution %s: %v", executionKey(id), err)
	}
	l.executions.put(executionKey(id), execution)
	return &admin.ExecutionCreateResponse{Id: id}, nil
}

// target resolves what is to run: its workflow and the inputs with the launch plan's own filled in.
func (l *lab) target(id *core.Identifier, given *core.LiteralMap) (*core.Identifier, *core.CompiledWorkflowClosure, *core.LiteralMap, error) {
	if id.GetResourceType() == core.ResourceType_TASK {
		task, err := l.tasks.get(entityKey(id))
		if err != nil {
			return nil, nil, nil, err
		}
		template := wrap(task.GetClosure().GetCompiledTask().GetTemplate())
		closure, err := l.compile(template, nil)
		if given == nil {
			given = &core.LiteralMap{}
		}
		return template.GetId(), closure, given, err
	}
	plan, err := l.plans.get(entityKey(id))
	if err != nil {
		return nil, nil, nil, err
	}
	inputs := &core.LiteralMap{Literals: map[string]*core.Literal{}}
	for name, parameter := range plan.GetClosure().GetExpectedInputs().GetParameters() {
		if value, ok := given.GetLiterals()[name]; ok {
			if err := checkValue(entityKey(id), name, value, parameter.GetVar().GetType()); err != nil {
				return nil, nil, nil, err
			}
			inputs.Literals[name] = value
		} else if parameter.GetDefault() != nil {
			inputs.Literals[name] = parameter.GetDefault()
		} else if parameter.GetRequired() {
			return nil, nil, nil, status.Errorf(codes.InvalidArgument, "%s: input %q is missing", entityKey(id), name)
		}
	}
	for name := range given.GetLiterals() {
		if _, expected := plan.GetClosure().GetExpectedInputs().GetParameters()[name]; !expected {
			return nil, nil, nil, status.Errorf(codes.InvalidArgument, "%s: there is no input %q", entityKey(id), name)
		}
	}
	for name, value := range plan.GetSpec().GetFixedInputs().GetLiterals() {
		inputs.Literals[name] = value
	}
	workflow, err := l.workflows.get(entityKey(plan.GetSpec().GetWorkflowId()))
	return plan.GetSpec().GetWorkflowId(), workflow.GetClosure().GetCompiledWorkflow(), inputs, err
}

// wrap makes the one-node workflow in which a lone task runs.
func wrap(task *core.TaskTemplate) *core.WorkflowTemplate {
	const node = "task"
	var in, out []*core.Binding
	for name := range task.GetInterface().GetInputs().GetVariables() {
		in = append(in, promise(name, "", name))
	}
	for name := range task.GetInterface().GetOutputs().GetVariables() {
		out = append(out, promise(name, node, name))
	}
	id := clone(task.GetId())
	id.ResourceType, id.Name = core.ResourceType_WORKFLOW, ".lab."+id.GetName()
	return &core.WorkflowTemplate{Id: id, Interface: task.GetInterface(), Outputs: out, Metadata: &core.WorkflowMetadata{},
		MetadataDefaults: &core.WorkflowMetadataDefaults{}, Nodes: []*core.Node{{Id: node, Inputs: in,
			Metadata: &core.NodeMetadata{Name: task.GetId().GetName(), Retries: task.GetMetadata().GetRetries(), Timeout: task.GetMetadata().GetTimeout()},
			Target:   &core.Node_TaskNode{TaskNode: &core.TaskNode{Reference: &core.TaskNode_ReferenceId{ReferenceId: task.GetId()}}}}}}
}

func promise(name, node, output string) *core.Binding {
	return &core.Binding{Var: name, Binding: &core.BindingData{Value: &core.BindingData_Promise{
		Promise: &core.OutputReference{NodeId: node, Var: output}}}}
}

// fill puts on the FlyteWorkflow what the compiler does not know of: who runs it, and how.
func fill(crd *v1alpha1.FlyteWorkflow, e *admin.Execution) {
	spec := e.GetSpec()
	accepted := metav1.NewTime(e.GetClosure().GetCreatedAt().AsTime())
	crd.AcceptedAt = &accepted
	crd.Finalizers = []string{finalizer}
	crd.ExecutionID = v1alpha1.WorkflowExecutionIdentifier{WorkflowExecutionIdentifier: e.GetId()}
	crd.WorkflowMeta = &v1alpha1.WorkflowMeta{EventVersion: v1alpha1.EventVersion2}
	for key, value := range spec.GetLabels().GetValues() {
		crd.Labels[key] = value
	}
	crd.Annotations = spec.GetAnnotations().GetValues()
	if spec.GetSecurityContext() != nil {
		crd.SecurityContext = *spec.GetSecurityContext() //nolint:govet // the field of the CRD is a value
		crd.ServiceAccountName = spec.GetSecurityContext().GetRunAs().GetK8SServiceAccount()
	}
	if spec.GetRawOutputDataConfig().GetOutputLocationPrefix() != "" {
		crd.RawOutputDataConfig = v1alpha1.RawOutputDataConfig{RawOutputDataConfig: spec.GetRawOutputDataConfig()}
	}
	crd.ExecutionConfig.MaxParallelism = maxParallelism
	if spec.GetMaxParallelism() > 0 {
		crd.ExecutionConfig.MaxParallelism = uint32(spec.GetMaxParallelism())
	}
	crd.ExecutionConfig.TaskResources = v1alpha1.TaskResources{ // what Flyte's charts set for tasks that ask for nothing
		Requests: v1alpha1.TaskResourceSpec{CPU: resource.MustParse("100m"), Memory: resource.MustParse("500Mi")},
		Limits:   v1alpha1.TaskResourceSpec{CPU: resource.MustParse("2"), Memory: resource.MustParse("1Gi")},
	}
	crd.ExecutionConfig.OverwriteCache = spec.GetOverwriteCache()
	if spec.GetInterruptible() != nil {
		value := spec.GetInterruptible().GetValue()
		crd.ExecutionConfig.Interruptible = &value
	}
	crd.ExecutionConfig.EnvironmentVariables = map[string]string{}
	for _, env := range spec.GetEnvs().GetValues() {
		crd.ExecutionConfig.EnvironmentVariables[env.GetKey()] = env.GetValue()
	}
	if spec.GetMetadata().GetMode() == admin.ExecutionMetadata_RECOVERED {
		crd.ExecutionConfig.RecoveryExecution = v1alpha1.WorkflowExecutionIdentifier{WorkflowExecutionIdentifier: spec.GetMetadata().GetReferenceExecution()}
	}
}

func (l *lab) RelaunchExecution(ctx context.Context, r *admin.ExecutionRelaunchRequest) (*admin.ExecutionCreateResponse, error) {
	return l.again(ctx, r.GetId(), r.GetName(), admin.ExecutionMetadata_RELAUNCH, nil, r.GetOverwriteCache())
}

func (l *lab) RecoverExecution(ctx context.Context, r *admin.ExecutionRecoverRequest) (*admin.ExecutionCreateResponse, error) {
	return l.again(ctx, r.GetId(), r.GetName(), admin.ExecutionMetadata_RECOVERED, r.GetMetadata(), false)
}

func (l *lab) again(ctx context.Context, of *core.WorkflowExecutionIdentifier, name string, mode admin.ExecutionMetadata_ExecutionMode, metadata *admin.ExecutionMetadata, overwriteCache bool) (*admin.ExecutionCreateResponse, error) {
	old, err := read(l, l.executions, executionKey(of))
	if err != nil {
		return nil, err
	}
	spec := old.GetSpec()
	if metadata == nil {
		metadata = &admin.ExecutionMetadata{}
	}
	spec.Metadata = clone(metadata)
	spec.Metadata.Mode, spec.Metadata.ReferenceExecution = mode, of
	spec.OverwriteCache = spec.GetOverwriteCache() || overwriteCache
	inputs := old.GetClosure().GetComputedInputs()
	if plan, err := read(l, l.plans, entityKey(spec.GetLaunchPlan())); err == nil {
		for fixed := range plan.GetSpec().GetFixedInputs().GetLiterals() {
			delete(inputs.GetLiterals(), fixed)
		}
	}
	return l.CreateExecution(ctx, &admin.ExecutionCreateRequest{Project: of.GetProject(), Domain: of.GetDomain(), Name: name, Spec: spec, Inputs: inputs})
}

// TerminateExecution asks propeller to stop: it sees the deletion, aborts every node, and takes its finalizer off.
func (l *lab) TerminateExecution(ctx context.Context, r *admin.ExecutionTerminateRequest) (*admin.ExecutionTerminateResponse, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	execution, err := l.executions.get(executionKey(r.GetId()))
	if err != nil {
		return nil, err
	}
	if finished(execution.GetClosure().GetPhase()) {
		return nil, alreadyTerminal(execution.GetClosure().GetPhase().String())
	}
	err = l.flyte.FlyteworkflowV1alpha1().FlyteWorkflows(r.GetId().GetProject()+"-"+r.GetId().GetDomain()).
		Delete(ctx, r.GetId().GetName(), metav1.DeleteOptions{})
	if err != nil && !apierrors.IsNotFound(err) {
		return nil, status.Error(codes.Internal, err.Error())
	}
	execution.Closure.Phase = core.WorkflowExecution_ABORTING
	execution.Closure.OutputResult = &admin.ExecutionClosure_AbortMetadata{AbortMetadata: &admin.AbortMetadata{Cause: r.GetCause()}}
	return &admin.ExecutionTerminateResponse{}, nil
}

func ensureNamespace(ctx context.Context, kube kubernetes.Interface, name string) error {
	_, err := kube.CoreV1().Namespaces().Create(ctx, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}, metav1.CreateOptions{})
	if err != nil && !apierrors.IsAlreadyExists(err) {
		return status.Error(codes.Internal, err.Error())
	}
	return nil
}

// newName makes a name as Flyte does: a letter and 19 more characters.
func newName() string {
	random := make([]byte, 10)
	_, _ = rand.Read(random)
	return "a" + hex.EncodeToString(random)[1:]
}
