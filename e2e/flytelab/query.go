package main

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/flyteorg/flyte/flyteidl/gen/pb-go/flyteidl/admin"
	"github.com/flyteorg/flyte/flyteidl/gen/pb-go/flyteidl/core"
)

// query is what every list request asks for, in Flyte's own syntax: eq(name,x)+value_in(phase,A;B), sorted by one field.
type query struct {
	limit       uint32
	token       string
	filters     string
	sort        *admin.Sort
	oldestFirst bool // where nothing is to be sorted
}

// fields gives the value of a field of an item, if it has such a field; several values are joined by severalValues.
type fields[T proto.Message] func(item T, name string) (string, bool)

var filterForm = regexp.MustCompile(`^(eq|ne|gt|gte|lt|lte|contains|value_in)\(([^,]+),(.*)\)$`)

// filter makes the test for all filters of a query together.
func filter[T proto.Message](text string, field fields[T]) (func(T) bool, error) {
	tests := []func(T) bool{}
	for _, one := range strings.Split(text, "+") {
		if one == "" {
			continue
		}
		parts := filterForm.FindStringSubmatch(one)
		if parts == nil {
			return nil, bad("filter %q: not of the form eq(field,value)", one)
		}
		operator, name, value := parts[1], parts[2], parts[3]
		var none T
		if _, known := field(none, name); !known {
			return nil, bad("filter %q: there is no field %q", one, name)
		}
		tests = append(tests, func(item T) bool {
			got, _ := field(item, name)
			return holds(operator, got, value)
		})
	}
	return func(item T) bool {
		return !slices.ContainsFunc(tests, func(test func(T) bool) bool { return !test(item) })
	}, nil
}

// severalValues stands between the values of a field that an item may have many of; a filter needs one that fits.
const severalValues = "\x00"

func holds(operator, got, want string) bool {
	if values := strings.Split(got, severalValues); len(values) > 1 {
		return slices.ContainsFunc(values, func(value string) bool { return holds(operator, value, want) })
	}
	switch operator {
	case "eq":
		return compare(got, want) == 0
	case "ne":
		return compare(got, want) != 0
	case "gt":
		return compare(got, want) > 0
	case "gte":
		return compare(got, want) >= 0
	case "lt":
		return compare(got, want) < 0
	case "lte":
		return compare(got, want) <= 0
	case "contains":
		return strings.Contains(got, want)
	}
	return slices.ContainsFunc(strings.Split(want, ";"), func(one string) bool { return compare(got, one) == 0 })
}

// compare takes both as times, else as numbers, where they are such, else as text.
func compare(a, b string) int {
	if x, err := time.Parse(time.RFC3339Nano, a); err == nil {
		if y, err := time.Parse(time.RFC3339Nano, b); err == nil {
			return x.Compare(y)
		}
	}
	if x, err := strconv.ParseFloat(a, 64); err == nil {
		if y, err := strconv.ParseFloat(b, 64); err == nil {
			return cmp.Compare(x, y)
		}
	}
	return strings.Compare(a, b)
}

func stamp(t *timestamppb.Timestamp) string {
	return t.AsTime().Format(time.RFC3339Nano)
}

// entityField serves tasks, workflows and launch plans alike.
func entityField(id *core.Identifier, created *timestamppb.Timestamp, name string) (string, bool) {
	switch name {
	case "project":
		return id.GetProject(), true
	case "domain":
		return id.GetDomain(), true
	case "name":
		return id.GetName(), true
	case "version":
		return id.GetVersion(), true
	case "created_at":
		return stamp(created), true
	}
	return "", false
}

func taskField(t *admin.Task, name string) (string, bool) {
	return entityField(t.GetId(), t.GetClosure().GetCreatedAt(), strings.TrimPrefix(name, "task."))
}

func workflowField(w *admin.Workflow, name string) (string, bool) {
	return entityField(w.GetId(), w.GetClosure().GetCreatedAt(), strings.TrimPrefix(name, "workflow."))
}

func planField(p *admin.LaunchPlan, name string) (string, bool) {
	name = strings.TrimPrefix(name, "launch_plan.")
	if name == "state" {
		return strconv.Itoa(int(p.GetClosure().GetState())), true
	}
	return entityField(p.GetId(), p.GetClosure().GetCreatedAt(), name)
}

func executionField(e *admin.Execution, name string) (string, bool) {
	c := e.GetClosure()
	switch name {
	case "name", "execution_identifier.name":
		return e.GetId().GetName(), true
	case "phase":
		return c.GetPhase().String(), true
	case "created_at", "execution_created_at":
		return stamp(c.GetCreatedAt()), true
	case "updated_at", "execution_updated_at":
		return stamp(c.GetUpdatedAt()), true
	case "started_at":
		return stamp(c.GetStartedAt()), true
	case "duration":
		return strconv.FormatFloat(c.GetDuration().AsDuration().Seconds(), 'f', -1, 64), true
	case "mode":
		return strconv.Itoa(int(e.GetSpec().GetMetadata().GetMode())), true
	case "execution_tag.key": // flyteadmin keeps labels as tags with a key and a value
		return strings.Join(slices.Collect(maps.Keys(e.GetSpec().GetLabels().GetValues())), severalValues), true
	case "execution_tag.value":
		return strings.Join(slices.Collect(maps.Values(e.GetSpec().GetLabels().GetValues())), severalValues), true
	case "execution_tag.name", "admin_tag.name":
		return strings.Join(e.GetSpec().GetTags(), ";"), true
	}
	if rest, ok := strings.CutPrefix(name, "workflow."); ok {
		return entityField(c.GetWorkflowId(), nil, rest)
	}
	if rest, ok := strings.CutPrefix(name, "launch_plan."); ok {
		return entityField(e.GetSpec().GetLaunchPlan(), nil, rest)
	}
	return "", false
}

func nodeField(n *admin.NodeExecution, name string) (string, bool) {
	switch name {
	case "phase":
		return n.GetClosure().GetPhase().String(), true
	case "node_id":
		return n.GetId().GetNodeId(), true
	case "created_at", "node_execution_created_at":
		return stamp(n.GetClosure().GetCreatedAt()), true
	case "started_at":
		return stamp(n.GetClosure().GetStartedAt()), true
	}
	return "", false
}

func attemptField(t *admin.TaskExecution, name string) (string, bool) {
	switch name {
	case "phase":
		return t.GetClosure().GetPhase().String(), true
	case "retry_attempt":
		return strconv.Itoa(int(t.GetId().GetRetryAttempt())), true
	case "created_at", "task_execution_created_at":
		return stamp(t.GetClosure().GetCreatedAt()), true
	}
	return "", false
}

func signalField(*admin.Signal, string) (string, bool) { return "", false }
