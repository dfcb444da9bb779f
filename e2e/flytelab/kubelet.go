package main

import (
	"context"
	"log"
	"os"
	"path/filepath"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/retry"
	"sigs.k8s.io/yaml"
)

// kubelet runs the primary container of every pod as a process of this machine and reports on it as a node would.
// It knows no images, init containers, sidecars, probes or restarts (Flyte's pods never restart); of volumes only secrets.
type kubelet struct {
	kube    kubernetes.Interface
	path    string // PATH of the processes
	dir     string // logs and working directories go below it
	room    *room
	meter   *meter
	mu      sync.Mutex
	running map[types.UID]context.CancelFunc
	pods    sync.WaitGroup
}

// usualRequest is the CPU, in thousandths, that a pod asks for whose task says nothing: default-cpus in propeller.yaml.
const usualRequest = 100

// newKubelet has room for so many usual pods, and for some beside them that ask for next to nothing.
func newKubelet(kube kubernetes.Interface, path, dir string, parallel int) *kubelet {
	return &kubelet{kube: kube, path: path, dir: dir, room: newRoom(int64(parallel)*usualRequest + usualRequest/2), meter: newMeter(),
		running: map[types.UID]context.CancelFunc{}}
}

func (k *kubelet) watch(ctx context.Context) {
	factory := informers.NewSharedInformerFactory(k.kube, 0)
	_, err := factory.Core().V1().Pods().Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(o any) { k.see(ctx, o.(*corev1.Pod)) },
		UpdateFunc: func(_, o any) { k.see(ctx, o.(*corev1.Pod)) },
		DeleteFunc: func(o any) {
			if gone, ok := o.(cache.DeletedFinalStateUnknown); ok {
				o = gone.Obj
			}
			k.stop(o.(*corev1.Pod).UID)
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	factory.Start(ctx.Done())
}

func (k *kubelet) see(ctx context.Context, pod *corev1.Pod) {
	if pod.DeletionTimestamp != nil {
		k.stop(pod.UID)
		return
	}
	if pod.Status.Phase != corev1.PodPending && pod.Status.Phase != "" {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, known := k.running[pod.UID]; known {
		return
	}
	life, cancel := context.WithCancel(ctx)
	k.running[pod.UID] = cancel
	k.pods.Add(1)
	go func() {
		defer k.pods.Done()
		k.run(life, pod.DeepCopy())
	}()
}

func (k *kubelet) stop(uid types.UID) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if cancel, ok := k.running[uid]; ok {
		cancel()
	}
}

// run takes a pod from Pending to its end. Its place in k.running stays, so that no pod is run twice.
func (k *kubelet) run(ctx context.Context, pod *corev1.Pod) {
	main := primary(pod)
	k.report(pod, corev1.PodPending, corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "ContainerCreating"}}, "")
	release := k.room.get(ctx, pod, main.Resources.Requests.Cpu().MilliValue())
	if release == nil {
		return
	}
	defer release()
	if pod.Spec.ActiveDeadlineSeconds != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(*pod.Spec.ActiveDeadlineSeconds)*time.Second)
		defer cancel()
	}

	logFile := filepath.Join(k.dir, "logs", pod.Namespace, pod.Name+".log")
	if err := injectSecrets(ctx, pod); err != nil {
		log.Printf("pod %s/%s: secrets: %v", pod.Namespace, pod.Name, err)
	}
	main = primary(pod)
	if text, err := yaml.Marshal(pod); err == nil {
		write(filepath.Join(k.dir, "specs", pod.Namespace, pod.Name+".yaml"), text) // the pod as propeller made it
	}
	start := metav1.Now()
	k.report(pod, corev1.PodRunning, corev1.ContainerState{Running: &corev1.ContainerStateRunning{StartedAt: start}}, "")
	result := k.execute(ctx, pod, main, logFile)

	end := corev1.ContainerStateTerminated{ExitCode: result.code, Reason: "Completed", StartedAt: start, FinishedAt: metav1.Now()}
	phase, reason := corev1.PodSucceeded, ""
	if result.code != 0 {
		phase, end.Reason, end.Message = corev1.PodFailed, result.reason, result.problem
		if main.TerminationMessagePolicy == corev1.TerminationMessageFallbackToLogsOnError {
			end.Message += tail(logFile, 2048)
		}
	}
	if ctx.Err() == context.DeadlineExceeded {
		phase, reason = corev1.PodFailed, "DeadlineExceeded"
	}
	log.Printf("pod %s/%s: exit %d after %.1fs", pod.Namespace, pod.Name, result.code, end.FinishedAt.Sub(start.Time).Seconds())
	k.report(pod, phase, corev1.ContainerState{Terminated: &end}, reason)
}

func (k *kubelet) report(pod *corev1.Pod, phase corev1.PodPhase, state corev1.ContainerState, reason string) {
	main := primary(pod)
	// A status that is not written leaves Flyte waiting for ever: whatever the API says, it is asked again for a minute.
	again := wait.Backoff{Steps: 20, Duration: 10 * time.Millisecond, Factor: 2, Jitter: 0.1, Cap: 5 * time.Second}
	err := retry.OnError(again, func(error) bool { return true }, func() error {
		ctx := context.Background()
		now, err := k.kube.CoreV1().Pods(pod.Namespace).Get(ctx, pod.Name, metav1.GetOptions{})
		if errors.IsNotFound(err) || (err == nil && now.UID != pod.UID) {
			return nil // it is gone; nobody waits for this
		}
		if err != nil {
			return err
		}
		now.Status.Phase, now.Status.Reason = phase, reason
		now.Status.HostIP, now.Status.PodIP = "127.0.0.1", "127.0.0.1"
		if now.Status.StartTime == nil {
			start := metav1.Now()
			now.Status.StartTime = &start
		}
		ready := corev1.ConditionFalse
		if state.Running != nil {
			ready = corev1.ConditionTrue
		}
		now.Status.Conditions = []corev1.PodCondition{
			{Type: corev1.PodScheduled, Status: corev1.ConditionTrue, LastTransitionTime: *now.Status.StartTime},
			{Type: corev1.PodReady, Status: ready, LastTransitionTime: metav1.Now()},
		}
		now.Status.ContainerStatuses = []corev1.ContainerStatus{{Name: main.Name, Image: main.Image, ImageID: main.Image,
			ContainerID: "process://" + string(pod.UID), State: state, Ready: state.Running != nil}}
		_, err = k.kube.CoreV1().Pods(pod.Namespace).UpdateStatus(ctx, now, metav1.UpdateOptions{})
		return err
	})
	if err != nil {
		log.Printf("pod %s/%s: status not written: %v", pod.Namespace, pod.Name, err)
	}
}

// primary is the container Flyte means: the one its annotation names, or the first.
func primary(pod *corev1.Pod) *corev1.Container {
	for i := range pod.Spec.Containers {
		if pod.Spec.Containers[i].Name == pod.Annotations["primary_container_name"] {
			return &pod.Spec.Containers[i]
		}
	}
	return &pod.Spec.Containers[0]
}

func write(file string, text []byte) {
	err := os.MkdirAll(filepath.Dir(file), 0o755)
	if err == nil {
		err = os.WriteFile(file, text, 0o644)
	}
	if err != nil {
		log.Print(err)
	}
}

func tail(file string, size int) string {
	data, _ := os.ReadFile(file)
	if len(data) > size {
		data = data[len(data)-size:]
	}
	return string(data)
}
