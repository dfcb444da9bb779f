package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"

	"github.com/flyteorg/flyte/flyteplugins/go/tasks/pluginmachinery/utils/secrets"
	"github.com/flyteorg/flyte/flytepropeller/pkg/webhook"
)

// injectSecrets changes a pod as Flyte's webhook would: by Flyte's own code for secrets that are kept in Kubernetes.
func injectSecrets(ctx context.Context, pod *corev1.Pod) error {
	if pod.Labels[secrets.PodLabel] != secrets.PodLabelValue {
		return nil
	}
	wanted, err := secrets.UnmarshalStringMapToSecrets(pod.Annotations)
	if err != nil {
		return err
	}
	for _, secret := range wanted {
		if _, _, err := webhook.NewK8sSecretsInjector().Inject(ctx, secret, pod); err != nil {
			return err
		}
	}
	return nil
}

// mounts tells where below the pod's working directory the files of a mount path lie: a process has no mounts of its own.
type mounts map[string]string

// rebase makes a path that a variable holds the one that is there for this process.
func (m mounts) rebase(value string) string {
	for mount, place := range m {
		if value == mount || strings.HasPrefix(value, mount+"/") {
			return place + strings.TrimPrefix(value, mount)
		}
	}
	return value
}

// mountSecrets writes the files of the container's secret volumes, readable by their owner only.
func (k *kubelet) mountSecrets(ctx context.Context, pod *corev1.Pod, main *corev1.Container, work string) (mounts, error) {
	places := mounts{}
	for _, mount := range main.VolumeMounts {
		source := secretVolume(pod, mount.Name)
		if source == nil {
			continue
		}
		root := filepath.Join(work, "mounts")
		places[filepath.Dir(mount.MountPath)] = filepath.Join(root, filepath.Dir(mount.MountPath))
		for _, item := range source.Items {
			ref := &corev1.SecretKeySelector{LocalObjectReference: corev1.LocalObjectReference{Name: source.SecretName}, Key: item.Key, Optional: source.Optional}
			text, found, err := k.secretValue(ctx, pod.Namespace, ref)
			if err != nil {
				return nil, err
			}
			if !found {
				continue
			}
			file := filepath.Join(root, mount.MountPath, item.Path)
			if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
				return nil, err
			}
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				return nil, err
			}
		}
	}
	return places, nil
}

func secretVolume(pod *corev1.Pod, name string) *corev1.SecretVolumeSource {
	for i := range pod.Spec.Volumes {
		if pod.Spec.Volumes[i].Name == name {
			return pod.Spec.Volumes[i].Secret
		}
	}
	return nil
}

// secretValue reads one key of a secret; an optional one may be missing.
func (k *kubelet) secretValue(ctx context.Context, namespace string, ref *corev1.SecretKeySelector) (string, bool, error) {
	optional := ref.Optional != nil && *ref.Optional
	secret, err := k.kube.CoreV1().Secrets(namespace).Get(ctx, ref.Name, metav1.GetOptions{})
	if err != nil {
		if optional && apierrors.IsNotFound(err) {
			return "", false, nil
		}
		return "", false, err
	}
	value, found := secret.Data[ref.Key]
	if !found && !optional {
		return "", false, fmt.Errorf("secret %s/%s has no key %q", namespace, ref.Name, ref.Key)
	}
	return string(value), found, nil
}

// keepSecrets puts the secrets that the settings name (namespace, secret, key) into the cluster.
func keepSecrets(ctx context.Context, kube kubernetes.Interface, all map[string]map[string]map[string]string) error {
	for namespace, named := range all {
		if err := ensureNamespace(ctx, kube, namespace); err != nil {
			return err
		}
		for name, data := range named {
			secret := &corev1.Secret{ObjectMeta: metav1.ObjectMeta{Name: name}, StringData: data}
			_, err := kube.CoreV1().Secrets(namespace).Create(ctx, secret, metav1.CreateOptions{})
			if err != nil && !apierrors.IsAlreadyExists(err) {
				return err
			}
		}
	}
	return nil
}
