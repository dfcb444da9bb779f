package main

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/flyteorg/flyte/flyteidl/gen/pb-go/flyteidl/admin"
	"github.com/flyteorg/flyte/flyteidl/gen/pb-go/flyteidl/core"
)

// shelf keeps messages of one kind in memory, in the order they came. Its users hold the lab's lock.
type shelf[T proto.Message] struct {
	kind  string
	byKey map[string]T
	keys  []string
}

func newShelf[T proto.Message](kind string) *shelf[T] {
	return &shelf[T]{kind: kind, byKey: map[string]T{}}
}

func (s *shelf[T]) put(key string, item T) {
	if _, known := s.byKey[key]; !known {
		s.keys = append(s.keys, key)
	}
	s.byKey[key] = item
}

func (s *shelf[T]) get(key string) (T, error) {
	item, ok := s.byKey[key]
	if !ok {
		return item, status.Errorf(codes.NotFound, "no %s %s", s.kind, key)
	}
	return item, nil
}

// page copies the items that match and pass the query's filters, in the order asked for, and gives the token of the page
// after it.
func (s *shelf[T]) page(q query, field fields[T], match func(T) bool) ([]T, string, error) {
	skip, err := strconv.Atoi(cmp.Or(q.token, "0"))
	if err != nil || skip < 0 {
		return nil, "", bad("token %q is none of this list", q.token)
	}
	passes, err := filter(q.filters, field)
	if err != nil {
		return nil, "", err
	}
	var found []T
	for _, key := range s.keys {
		if item := s.byKey[key]; match(item) && passes(item) {
			found = append(found, item)
		}
	}
	if err := arrange(found, q, field); err != nil {
		return nil, "", err
	}
	found = found[min(skip, len(found)):]
	next := ""
	if q.limit > 0 && len(found) > int(q.limit) {
		found, next = found[:q.limit], strconv.Itoa(skip+int(q.limit))
	}
	for i, item := range found {
		found[i] = clone(item)
	}
	return found, next, nil
}

func arrange[T proto.Message](items []T, q query, field fields[T]) error {
	key := q.sort.GetKey()
	if key == "" {
		if !q.oldestFirst {
			slices.Reverse(items)
		}
		return nil
	}
	var none T
	if _, known := field(none, key); !known {
		return bad("there is no field %q to sort by", key)
	}
	slices.SortStableFunc(items, func(a, b T) int {
		x, _ := field(a, key)
		y, _ := field(b, key)
		if q.sort.GetDirection() == admin.Sort_DESCENDING {
			return compare(y, x)
		}
		return compare(x, y)
	})
	return nil
}

func clone[T proto.Message](m T) T { return proto.Clone(m).(T) }

func entityKey(id *core.Identifier) string {
	return strings.Join([]string{id.GetProject(), id.GetDomain(), id.GetName(), id.GetVersion()}, "/")
}

func executionKey(id *core.WorkflowExecutionIdentifier) string {
	return strings.Join([]string{id.GetProject(), id.GetDomain(), id.GetName()}, "/")
}

func nodeKey(id *core.NodeExecutionIdentifier) string {
	return executionKey(id.GetExecutionId()) + "/" + id.GetNodeId()
}

func taskKey(id *core.TaskExecutionIdentifier) string {
	return strings.Join([]string{nodeKey(id.GetNodeExecutionId()), entityKey(id.GetTaskId()),
		strconv.Itoa(int(id.GetRetryAttempt()))}, "/")
}
