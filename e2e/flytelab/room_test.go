package main

import (
	"context"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func podOf(execution string) *corev1.Pod {
	return &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Namespace: "n", Name: execution, Labels: map[string]string{"execution-id": execution}}}
}

func TestRoomGoesToTheExecutionThatHoldsLeast(t *testing.T) {
	r := newRoom(200)
	ctx := context.Background()
	first, second := r.get(ctx, podOf("large"), 100), r.get(ctx, podOf("large"), 100)
	order := make(chan string, 3)
	ask := func(execution string, milliCPU int64) {
		before := waiting(r)
		go func() {
			r.get(ctx, podOf(execution), milliCPU)
			order <- execution
		}()
		for waiting(r) == before {
			time.Sleep(time.Millisecond)
		}
	}
	ask("large", 100)
	ask("whole", 200)
	ask("small", 100)
	first()
	if got := <-order; got != "small" {
		t.Fatalf("%s came before small", got)
	}
	second()
	if got := <-order; got != "large" {
		t.Fatalf("%s came before large, which fits", got)
	}
}

func TestAPodThatIsDeletedWhileItWaitsTakesNoRoom(t *testing.T) {
	r := newRoom(100)
	release := r.get(context.Background(), podOf("a"), 100)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if r.get(ctx, podOf("b"), 100) != nil {
		t.Fatal("it got room that was not there")
	}
	release()
	if r.free != 100 || len(r.waiting) != 0 {
		t.Fatalf("%d free, %d waiting", r.free, len(r.waiting))
	}
}

func waiting(r *room) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.waiting)
}
