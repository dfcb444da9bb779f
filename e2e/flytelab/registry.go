package main

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/flyteorg/flyte/flyteidl/gen/pb-go/flyteidl/admin"
	"github.com/flyteorg/flyte/flyteidl/gen/pb-go/flyteidl/core"
	"github.com/flyteorg/flyte/flytepropeller/pkg/compiler"
	"github.com/flyteorg/flyte/flytepropeller/pkg/compiler/common"
)

// Registration: every entity goes through the compiler of flytepropeller before it is kept.

func (l *lab) CreateTask(_ context.Context, r *admin.TaskCreateRequest) (*admin.TaskCreateResponse, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := checkTask(r); err != nil {
		return nil, err
	}
	template := clone(r.GetSpec().GetTemplate())
	template.Id = r.GetId()
	compiled, err := compiler.CompileTask(template)
	if err != nil {
		return nil, status.Errorf(codes.InvalidArgument, "task %s does not compile: %v", entityKey(r.GetId()), err)
	}
	task := &admin.Task{Id: r.GetId(), Closure: &admin.TaskClosure{CompiledTask: compiled, CreatedAt: timestamppb.Now()}}
	if known, err := l.tasks.get(entityKey(r.GetId())); err == nil {
		return nil, conflict(r.GetId(), proto.Equal(known.GetClosure().GetCompiledTask(), compiled))
	}
	l.tasks.put(entityKey(r.GetId()), task)
	return &admin.TaskCreateResponse{}, nil
}

func (l *lab) CreateWorkflow(_ context.Context, r *admin.WorkflowCreateRequest) (*admin.WorkflowCreateResponse, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := checkID(r.GetId(), core.ResourceType_WORKFLOW); err != nil {
		return nil, err
	}
	if r.GetSpec().GetTemplate() == nil {
		return nil, bad("workflow %s: no template", entityKey(r.GetId()))
	}
	template := clone(r.GetSpec().GetTemplate())
	template.Id = r.GetId()
	closure, err := l.compile(template, r.GetSpec().GetSubWorkflows())
	if err != nil {
		return nil, status.Errorf(codes.InvalidArgument, "workflow %s does not compile: %v", entityKey(r.GetId()), err)
	}
	workflow := &admin.Workflow{Id: r.GetId(), Closure: &admin.WorkflowClosure{CompiledWorkflow: closure, CreatedAt: timestamppb.Now()}}
	if known, err := l.workflows.get(entityKey(r.GetId())); err == nil {
		return nil, conflict(r.GetId(), proto.Equal(known.GetClosure().GetCompiledWorkflow(), closure))
	}
	l.workflows.put(entityKey(r.GetId()), workflow)
	return &admin.WorkflowCreateResponse{}, nil
}

// compile gathers the tasks and launch plans a workflow names and hands everything to the compiler.
func (l *lab) compile(template *core.WorkflowTemplate, subs []*core.WorkflowTemplate) (*core.CompiledWorkflowClosure, error) {
	needs, err := compiler.GetRequirements(template, subs)
	if err != nil {
		return nil, err
	}
	tasks := []*core.CompiledTask{} // the compiler takes nil for a mistake, and a workflow may call launch plans only
	for _, id := range needs.GetRequiredTaskIds() {
		task, err := l.tasks.get(entityKey(id))
		if err != nil {
			return nil, err
		}
		tasks = append(tasks, clone(task.GetClosure().GetCompiledTask()))
	}
	var plans []common.InterfaceProvider
	for _, id := range needs.GetRequiredLaunchPlanIds() {
		plan, err := l.plans.get(entityKey(id))
		if err != nil {
			return nil, err
		}
		plans = append(plans, compiler.NewLaunchPlanInterfaceProvider(clone(plan)))
	}
	return compiler.CompileWorkflow(template, subs, tasks, plans)
}

func (l *lab) CreateLaunchPlan(_ context.Context, r *admin.LaunchPlanCreateRequest) (*admin.LaunchPlanCreateResponse, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := checkID(r.GetId(), core.ResourceType_LAUNCH_PLAN); err != nil {
		return nil, err
	}
	workflow, err := l.workflows.get(entityKey(r.GetSpec().GetWorkflowId()))
	if err != nil {
		return nil, err
	}
	iface := workflow.GetClosure().GetCompiledWorkflow().GetPrimary().GetTemplate().GetInterface()
	expected := map[string]*core.Parameter{}
	for name, variable := range iface.GetInputs().GetVariables() {
		if _, fixed := r.GetSpec().GetFixedInputs().GetLiterals()[name]; fixed {
			continue
		}
		if given, ok := r.GetSpec().GetDefaultInputs().GetParameters()[name]; ok {
			expected[name] = given
			continue
		}
		expected[name] = &core.Parameter{Var: variable, Behavior: &core.Parameter_Required{Required: true}}
	}
	given := map[string]*core.Literal{}
	for name, value := range r.GetSpec().GetFixedInputs().GetLiterals() {
		given[name] = value
	}
	for name, parameter := range r.GetSpec().GetDefaultInputs().GetParameters() {
		if given[name] != nil {
			return nil, bad("launch plan %s: %q is fixed and has a default", entityKey(r.GetId()), name)
		}
		if given[name] = parameter.GetDefault(); parameter.GetDefault() == nil {
			delete(given, name)
		}
		if _, ok := iface.GetInputs().GetVariables()[name]; !ok {
			return nil, bad("launch plan %s: its workflow has no input %q", entityKey(r.GetId()), name)
		}
	}
	for name, value := range given {
		variable, ok := iface.GetInputs().GetVariables()[name]
		if !ok {
			return nil, bad("launch plan %s: its workflow has no input %q", entityKey(r.GetId()), name)
		}
		if err := checkValue(entityKey(r.GetId()), name, value, variable.GetType()); err != nil {
			return nil, err
		}
	}
	plan := &admin.LaunchPlan{Id: r.GetId(), Spec: r.GetSpec(), Closure: &admin.LaunchPlanClosure{
		ExpectedInputs: &core.ParameterMap{Parameters: expected}, ExpectedOutputs: iface.GetOutputs(),
		CreatedAt: timestamppb.Now(), UpdatedAt: timestamppb.Now(),
	}}
	if known, err := l.plans.get(entityKey(r.GetId())); err == nil {
		return nil, conflict(r.GetId(), proto.Equal(known.GetSpec(), plan.GetSpec()))
	}
	l.plans.put(entityKey(r.GetId()), plan)
	return &admin.LaunchPlanCreateResponse{}, nil
}

func (l *lab) UpdateLaunchPlan(_ context.Context, r *admin.LaunchPlanUpdateRequest) (*admin.LaunchPlanUpdateResponse, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	plan, err := l.plans.get(entityKey(r.GetId()))
	if err != nil {
		return nil, err
	}
	for _, other := range l.plans.byKey {
		if r.GetState() == admin.LaunchPlanState_ACTIVE && sameName(other.GetId(), r.GetId()) {
			other.Closure.State = admin.LaunchPlanState_INACTIVE
		}
	}
	plan.Closure.State, plan.Closure.UpdatedAt = r.GetState(), timestamppb.Now()
	return &admin.LaunchPlanUpdateResponse{}, nil
}

func conflict(id *core.Identifier, same bool) error {
	if same {
		return status.Errorf(codes.AlreadyExists, "%s is registered already", entityKey(id))
	}
	return status.Errorf(codes.InvalidArgument, "%s is registered already with another structure", entityKey(id))
}

// Reading back.

func (l *lab) GetTask(_ context.Context, r *admin.ObjectGetRequest) (*admin.Task, error) {
	return read(l, l.tasks, entityKey(r.GetId()))
}

func (l *lab) GetWorkflow(_ context.Context, r *admin.ObjectGetRequest) (*admin.Workflow, error) {
	return read(l, l.workflows, entityKey(r.GetId()))
}

func (l *lab) GetLaunchPlan(_ context.Context, r *admin.ObjectGetRequest) (*admin.LaunchPlan, error) {
	return read(l, l.plans, entityKey(r.GetId()))
}

func (l *lab) GetActiveLaunchPlan(_ context.Context, r *admin.ActiveLaunchPlanRequest) (*admin.LaunchPlan, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	found, _, err := l.plans.page(query{limit: 1}, planField, func(p *admin.LaunchPlan) bool { return active(p) && named(p.GetId(), r.GetId()) })
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, status.Errorf(codes.NotFound, "no active launch plan %s", r.GetId().GetName())
	}
	return found[0], nil
}

func (l *lab) ListActiveLaunchPlans(_ context.Context, r *admin.ActiveLaunchPlanListRequest) (*admin.LaunchPlanList, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	q := query{limit: r.GetLimit(), token: r.GetToken(), sort: r.GetSortBy()}
	items, next, err := l.plans.page(q, planField, func(p *admin.LaunchPlan) bool {
		return active(p) && p.GetId().GetProject() == r.GetProject() && p.GetId().GetDomain() == r.GetDomain()
	})
	return &admin.LaunchPlanList{LaunchPlans: items, Token: next}, err
}

func active(p *admin.LaunchPlan) bool {
	return p.GetClosure().GetState() == admin.LaunchPlanState_ACTIVE
}

func resources(r *admin.ResourceListRequest) query {
	return query{limit: r.GetLimit(), token: r.GetToken(), filters: r.GetFilters(), sort: r.GetSortBy()}
}

func (l *lab) ListTasks(_ context.Context, r *admin.ResourceListRequest) (*admin.TaskList, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	items, next, err := l.tasks.page(resources(r), taskField, func(t *admin.Task) bool { return named(t.GetId(), r.GetId()) })
	return &admin.TaskList{Tasks: items, Token: next}, err
}

func (l *lab) ListWorkflows(_ context.Context, r *admin.ResourceListRequest) (*admin.WorkflowList, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	items, next, err := l.workflows.page(resources(r), workflowField, func(w *admin.Workflow) bool { return named(w.GetId(), r.GetId()) })
	return &admin.WorkflowList{Workflows: items, Token: next}, err
}

func (l *lab) ListLaunchPlans(_ context.Context, r *admin.ResourceListRequest) (*admin.LaunchPlanList, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	items, next, err := l.plans.page(resources(r), planField, func(p *admin.LaunchPlan) bool { return named(p.GetId(), r.GetId()) })
	return &admin.LaunchPlanList{LaunchPlans: items, Token: next}, err
}

func (l *lab) ListTaskIds(_ context.Context, r *admin.NamedEntityIdentifierListRequest) (*admin.NamedEntityIdentifierList, error) {
	return names(l, l.tasks, r)
}

func (l *lab) ListWorkflowIds(_ context.Context, r *admin.NamedEntityIdentifierListRequest) (*admin.NamedEntityIdentifierList, error) {
	return names(l, l.workflows, r)
}

func (l *lab) ListLaunchPlanIds(_ context.Context, r *admin.NamedEntityIdentifierListRequest) (*admin.NamedEntityIdentifierList, error) {
	return names(l, l.plans, r)
}

// names lists the names of a project's and domain's entities of one kind, each once, in order.
func names[T interface {
	proto.Message
	GetId() *core.Identifier
}](l *lab, s *shelf[T], r *admin.NamedEntityIdentifierListRequest) (*admin.NamedEntityIdentifierList, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	found := map[string]bool{}
	for _, item := range s.byKey {
		if id := item.GetId(); id.GetProject() == r.GetProject() && id.GetDomain() == r.GetDomain() {
			found[id.GetName()] = true
		}
	}
	skip, err := strconv.Atoi(cmp.Or(r.GetToken(), "0"))
	if err != nil || skip < 0 {
		return nil, bad("token %q is none of this list", r.GetToken())
	}
	all := slices.Sorted(maps.Keys(found))
	all = all[min(skip, len(all)):]
	list := &admin.NamedEntityIdentifierList{}
	if r.GetLimit() > 0 && len(all) > int(r.GetLimit()) {
		all, list.Token = all[:r.GetLimit()], strconv.Itoa(skip+int(r.GetLimit()))
	}
	for _, name := range all {
		list.Entities = append(list.Entities, &admin.NamedEntityIdentifier{Project: r.GetProject(), Domain: r.GetDomain(), Name: name})
	}
	return list, nil
}

func (l *lab) ListProjects(context.Context, *admin.ProjectListRequest) (*admin.Projects, error) {
	return &admin.Projects{Projects: []*admin.Project{{Id: "flytesnacks", Name: "flytesnacks", Domains: domains()}}}, nil
}

func (l *lab) GetProject(_ context.Context, r *admin.ProjectGetRequest) (*admin.Project, error) {
	return &admin.Project{Id: r.GetId(), Name: r.GetId(), Domains: domains()}, nil
}

func (l *lab) GetDomains(context.Context, *admin.GetDomainRequest) (*admin.GetDomainsResponse, error) {
	return &admin.GetDomainsResponse{Domains: domains()}, nil
}

func (l *lab) GetVersion(context.Context, *admin.GetVersionRequest) (*admin.GetVersionResponse, error) {
	return &admin.GetVersionResponse{ControlPlaneVersion: &admin.Version{Version: "v1.16.8"}}, nil
}

func domains() []*admin.Domain {
	return []*admin.Domain{{Id: "development", Name: "development"}, {Id: "staging", Name: "staging"}, {Id: "production", Name: "production"}}
}

func read[T proto.Message](l *lab, s *shelf[T], key string) (T, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	item, err := s.get(key)
	if err != nil {
		return item, err
	}
	return clone(item), nil
}

func named(id *core.Identifier, want *admin.NamedEntityIdentifier) bool {
	return id.GetProject() == want.GetProject() && id.GetDomain() == want.GetDomain() && (want.GetName() == "" || id.GetName() == want.GetName())
}

func sameName(a, b *core.Identifier) bool {
	return a.GetProject() == b.GetProject() && a.GetDomain() == b.GetDomain() && a.GetName() == b.GetName()
}
