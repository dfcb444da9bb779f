package main

import (
	"cmp"
	"slices"

	"github.com/flyteorg/flyte/flyteidl/gen/pb-go/flyteidl/core"
	"github.com/flyteorg/flyte/flyteidl/gen/pb-go/flyteidl/event"
)

// An event tells of an attempt only what is new. What was told before stays, as flyteadmin keeps it: a link to a log that was
// not told again, an element of an array that did not change.

// mergedLogs has the latest links first; an earlier one gives way to one with its address or its name.
func mergedLogs(before, latest []*core.TaskLog) []*core.TaskLog {
	merged := slices.Clone(latest)
	for _, one := range before {
		told := func(other *core.TaskLog) bool {
			return other.GetUri() == one.GetUri() || (one.GetName() != "" && other.GetName() == one.GetName())
		}
		if !slices.ContainsFunc(latest, told) {
			merged = append(merged, one)
		}
	}
	return merged
}

func mergedMetadata(before, latest *event.TaskExecutionMetadata) *event.TaskExecutionMetadata {
	if latest == nil {
		return before
	}
	if before != nil {
		latest.ExternalResources = mergedElements(before.GetExternalResources(), latest.GetExternalResources())
	}
	return latest
}

// mergedElements are in order of index and attempt.
func mergedElements(before, latest []*event.ExternalResourceInfo) []*event.ExternalResourceInfo {
	merged := slices.Clone(before)
	for _, one := range latest {
		at, found := slices.BinarySearchFunc(merged, one, func(a, b *event.ExternalResourceInfo) int {
			return cmp.Or(cmp.Compare(a.GetIndex(), b.GetIndex()), cmp.Compare(a.GetRetryAttempt(), b.GetRetryAttempt()))
		})
		if !found {
			merged = slices.Insert(merged, at, one)
			continue
		}
		one.Logs = mergedLogs(merged[at].GetLogs(), one.GetLogs())
		if one.GetCacheStatus() == core.CatalogCacheStatus_CACHE_DISABLED {
			one.CacheStatus = merged[at].GetCacheStatus()
		}
		merged[at] = one
	}
	return merged
}
