package main

import (
	"context"
	"fmt"
	"log"
	"slices"
	"strings"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
)

// longWait is how long a pod waits for room before the log says who holds it: pods that wait for one another are seen there.
const longWait = 30 * time.Second

// room is the CPU that pods share, in thousandths. What gets free goes to the execution that holds the least, so that one
// of hundreds of nodes keeps no other waiting; a pod that asks for more than is free lets those pass that ask for less.
type room struct {
	mu      sync.Mutex
	free    int64
	all     int64
	waiting []*claim
	holding []*claim
}

type claim struct {
	execution, pod string
	request        int64
	granted        chan struct{}
}

func newRoom(all int64) *room { return &room{free: all, all: all} }

// get waits until the pod's share is free. What it returns gives the share back; it is nil when ctx ended before.
func (r *room) get(ctx context.Context, pod *corev1.Pod, milliCPU int64) (release func()) {
	one := &claim{execution: pod.Labels["execution-id"], pod: pod.Namespace + "/" + pod.Name,
		request: min(max(milliCPU, 1), r.all), granted: make(chan struct{})}
	r.mu.Lock()
	r.waiting = append(r.waiting, one)
	r.grant()
	r.mu.Unlock()
	patience := time.AfterFunc(longWait, func() {
		log.Printf("pod %s waits for %dm of CPU; held by %s", one.pod, one.request, r.holders())
	})
	defer patience.Stop()

	select {
	case <-one.granted:
		return func() { r.leave(one) }
	case <-ctx.Done():
		r.leave(one)
		return nil
	}
}

func (r *room) leave(one *claim) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if i := slices.Index(r.holding, one); i >= 0 {
		r.holding = slices.Delete(r.holding, i, i+1)
		r.free += one.request
	} else if i := slices.Index(r.waiting, one); i >= 0 {
		r.waiting = slices.Delete(r.waiting, i, i+1)
	}
	r.grant()
}

// grant gives what is free to those who wait, as far as it goes. r.mu is held.
func (r *room) grant() {
	held := map[string]int64{}
	for _, one := range r.holding {
		held[one.execution] += one.request
	}
	for {
		next := -1
		for i, one := range r.waiting {
			if one.request <= r.free && (next < 0 || held[one.execution] < held[r.waiting[next].execution]) {
				next = i
			}
		}
		if next < 0 {
			return
		}
		one := r.waiting[next]
		r.waiting = slices.Delete(r.waiting, next, next+1)
		r.holding = append(r.holding, one)
		r.free -= one.request
		held[one.execution] += one.request
		close(one.granted)
	}
}

func (r *room) holders() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	names := make([]string, len(r.holding))
	for i, one := range r.holding {
		names[i] = fmt.Sprintf("%s (%dm)", one.pod, one.request)
	}
	return strings.Join(names, ", ")
}
