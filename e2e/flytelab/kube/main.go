// kube is the Kubernetes half of the lab: one process that holds an etcd and a kube-apiserver, both on loopback.
// There is no scheduler, controller manager or kubelet; flytelab does the little that Flyte needs of them.
package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"flag"
	"fmt"
	"log"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

const kubeconfig = `apiVersion: v1
kind: Config
clusters: [{name: lab, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}]
users: [{name: lab, user: {token: %s}}]
contexts: [{name: lab, context: {cluster: lab, user: lab}}]
current-context: lab
`

func main() {
	dir := flag.String("dir", "kube", "where the cluster keeps its state, keys and kubeconfig")
	port := flag.Int("port", 16443, "port of the API server on 127.0.0.1")
	etcdPort := flag.Int("etcd-port", 12379, "client port of etcd on 127.0.0.1")
	peerPort := flag.Int("peer-port", 12380, "peer port of etcd on 127.0.0.1")
	flag.Parse()

	must(os.MkdirAll(*dir, 0o700))
	etcdURL := startEtcd(filepath.Join(*dir, "etcd"), *etcdPort, *peerPort)

	token := writeToken(*dir, *port)
	key := writeServiceAccountKey(*dir)

	server := app.NewAPIServerCommand()
	server.SetArgs([]string{
		"--etcd-servers=" + etcdURL,
		"--bind-address=127.0.0.1",
		"--advertise-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", *port),
		"--cert-dir=" + filepath.Join(*dir, "tls"),
		"--token-auth-file=" + token,
		"--authorization-mode=AlwaysAllow",
		"--service-cluster-ip-range=10.0.0.0/24",
		"--service-account-issuer=https://lab.invalid",
		"--service-account-key-file=" + key,
		"--service-account-signing-key-file=" + key,
		// Nobody here makes the default service accounts, and an API server refuses to advertise a loopback address.
		"--disable-admission-plugins=ServiceAccount",
		"--endpoint-reconciler-type=none",
		"--enable-priority-and-fairness=false",
		"--v=0",
	})
	must(server.Execute())
}

func startEtcd(dir string, port, peerPort int) string {
	cfg := embed.NewConfig()
	cfg.Dir = dir
	cfg.LogLevel = "error"
	cfg.UnsafeNoFsync = true // the lab's state is disposable
	client, peer := loopback(port), loopback(peerPort)
	cfg.ListenClientUrls, cfg.AdvertiseClientUrls = []url.URL{client}, []url.URL{client}
	cfg.ListenPeerUrls, cfg.AdvertisePeerUrls = []url.URL{peer}, []url.URL{peer}
	cfg.InitialCluster = cfg.InitialClusterFromName(cfg.Name)

	etcd, err := embed.StartEtcd(cfg)
	must(err)
	select {
	case <-etcd.Server.ReadyNotify():
	case err := <-etcd.Err():
		log.Fatal(err)
	case <-time.After(time.Minute):
		log.Fatal("etcd did not come up within a minute")
	}
	return client.String()
}

func loopback(port int) url.URL {
	return url.URL{Scheme: "http", Host: fmt.Sprintf("127.0.0.1:%d", port)}
}

// writeToken makes the one user of the cluster and the kubeconfig that holds its token.
func writeToken(dir string, port int) string {
	secret := make([]byte, 16)
	_, err := rand.Read(secret)
	must(err)
	token := hex.EncodeToString(secret)
	file := filepath.Join(dir, "tokens.csv")
	must(os.WriteFile(file, []byte(token+",lab,lab,system:masters\n"), 0o600))
	must(os.WriteFile(filepath.Join(dir, "kubeconfig"), []byte(fmt.Sprintf(kubeconfig, port, token)), 0o600))
	return file
}

func writeServiceAccountKey(dir string) string {
	file := filepath.Join(dir, "service-account.key")
	if _, err := os.Stat(file); err == nil {
		return file
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	must(err)
	block := &pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}
	must(os.WriteFile(file, pem.EncodeToMemory(block), 0o600))
	return file
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
