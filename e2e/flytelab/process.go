package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	corev1 "k8s.io/api/core/v1"
)

const gracePeriod = 5 * time.Second // between SIGTERM and SIGKILL, where the pod asks for no shorter one

// outcome is how a container's process came to its end, in the words of a pod's status.
type outcome struct {
	code    int32
	reason  string
	problem string // why it never ran, or was stopped
}

// execute runs the container's command as a process group of its own until it ends, its pod is deleted, its deadline
// passes, or it holds more memory than its limit. Nothing of the group outlives the call.
func (k *kubelet) execute(ctx context.Context, pod *corev1.Pod, main *corev1.Container, logFile string) outcome {
	work := filepath.Join(k.dir, "pods", pod.Namespace, pod.Name)
	if err := os.MkdirAll(work, 0o755); err != nil {
		return outcome{128, "CreateContainerError", err.Error() + "\n"}
	}
	write(logFile, nil)
	out, err := os.Create(logFile)
	if err != nil {
		return outcome{128, "CreateContainerError", err.Error() + "\n"}
	}
	defer out.Close()

	mounts, err := k.mountSecrets(ctx, pod, main, work)
	if err != nil {
		return outcome{128, "CreateContainerConfigError", err.Error() + "\n"}
	}
	env := []string{"PATH=" + k.path, "HOME=" + work, "HOSTNAME=" + pod.Name}
	for _, v := range main.Env {
		text, known, err := k.value(ctx, v, pod, mounts)
		if err != nil {
			return outcome{128, "CreateContainerConfigError", err.Error() + "\n"}
		}
		if known {
			env = append(env, v.Name+"="+text)
		}
	}
	argv := append(append([]string{}, main.Command...), main.Args...)
	for i, arg := range argv {
		argv[i] = expand(arg, env)
	}
	if len(argv) == 0 {
		return outcome{128, "CreateContainerError", "the container names no command, and there is no image to ask\n"}
	}
	program, err := find(argv[0], k.path)
	if err != nil {
		return outcome{127, "ContainerCannotRun", err.Error() + "\n"}
	}

	cmd := exec.Command(program, argv[1:]...)
	cmd.Args[0] = argv[0]
	cmd.Dir, cmd.Env, cmd.Stdout, cmd.Stderr = work, env, out, out
	if main.WorkingDir != "" {
		cmd.Dir = main.WorkingDir
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return outcome{127, "ContainerCannotRun", err.Error() + "\n"}
	}
	group := cmd.Process.Pid
	defer func() { _ = syscall.Kill(-group, syscall.SIGKILL) }() // what the command started and left behind
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	tooMuch, forget := k.meter.watch(group, main.Resources.Limits.Memory().Value())
	defer forget()

	select {
	case <-ended:
	case seen := <-tooMuch:
		_ = syscall.Kill(-group, syscall.SIGKILL)
		<-ended
		return outcome{137, "OOMKilled", fmt.Sprintf("held %d MiB, the limit is %s\n", seen>>20, main.Resources.Limits.Memory())}
	case <-ctx.Done():
		_ = syscall.Kill(-group, syscall.SIGTERM)
		select {
		case <-ended:
		case <-time.After(grace(pod)):
			_ = syscall.Kill(-group, syscall.SIGKILL)
			<-ended
		}
	}
	return ending(cmd.ProcessState)
}

func ending(state *os.ProcessState) outcome {
	if wait := state.Sys().(syscall.WaitStatus); wait.Signaled() {
		return outcome{128 + int32(wait.Signal()), "Error", ""}
	}
	if code := int32(state.ExitCode()); code != 0 {
		return outcome{code, "Error", ""}
	}
	return outcome{}
}

func grace(pod *corev1.Pod) time.Duration {
	if seconds := pod.Spec.TerminationGracePeriodSeconds; seconds != nil {
		return min(gracePeriod, time.Duration(*seconds)*time.Second)
	}
	return gracePeriod
}

// value is what a variable of the container holds, if it is set at all; where it points into a mounted secret, the place
// that stands in for it.
func (k *kubelet) value(ctx context.Context, v corev1.EnvVar, pod *corev1.Pod, mounts mounts) (string, bool, error) {
	switch from := v.ValueFrom; {
	case from == nil:
		return mounts.rebase(v.Value), true, nil
	case from.SecretKeyRef != nil:
		return k.secretValue(ctx, pod.Namespace, from.SecretKeyRef)
	case from.FieldRef == nil:
		return "", false, errors.New("variable " + v.Name + ": the lab knows values from secrets and from fields of the pod only")
	}
	switch v.ValueFrom.FieldRef.FieldPath {
	case "metadata.name":
		return pod.Name, true, nil
	case "metadata.namespace":
		return pod.Namespace, true, nil
	case "metadata.uid":
		return string(pod.UID), true, nil
	case "status.podIP", "status.hostIP":
		return "127.0.0.1", true, nil
	}
	return "", true, nil
}

// expand replaces $(NAME) as Kubernetes does in commands.
func expand(arg string, env []string) string {
	for _, pair := range env {
		name, val, _ := strings.Cut(pair, "=")
		arg = strings.ReplaceAll(arg, "$("+name+")", val)
	}
	return arg
}

func find(program, path string) (string, error) {
	if strings.Contains(program, "/") {
		return program, nil
	}
	for _, dir := range filepath.SplitList(path) {
		if info, err := os.Stat(filepath.Join(dir, program)); err == nil && !info.IsDir() && info.Mode()&0o111 != 0 {
			return filepath.Join(dir, program), nil
		}
	}
	return "", fmt.Errorf("no %q on PATH %s", program, path)
}
