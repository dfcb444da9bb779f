// flytelab is the part of a Flyte cluster that flytepropeller needs around it and that fits no registry's module:
// the admin API (in memory), the file store's upload port, and a kubelet that runs pods as plain processes.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
	"sigs.k8s.io/yaml"

	"github.com/flyteorg/flyte/flyteidl/gen/pb-go/flyteidl/admin"
	"github.com/flyteorg/flyte/flyteidl/gen/pb-go/flyteidl/datacatalog"
	"github.com/flyteorg/flyte/flyteidl/gen/pb-go/flyteidl/service"
	"github.com/flyteorg/flyte/flytepropeller/pkg/client/clientset/versioned"
)

type settings struct {
	Kubeconfig string `json:"kubeconfig"`
	GRPC       string `json:"grpc"`     // where flytekit and propeller find the admin API
	HTTP       string `json:"http"`     // where files are put and got
	Store      string `json:"store"`    // the directory behind file:// URIs
	State      string `json:"state"`    // logs of pods, their working directories, the journal of events
	Path       string `json:"path"`     // PATH of the pods' processes
	Parallel   int    `json:"parallel"` // how many pods of the usual CPU request may run at once
	// Secrets of the cluster: by namespace and name, keys and values.
	Secrets map[string]map[string]map[string]string `json:"secrets"`
}

// lab is the admin API and all it knows, in memory.
type lab struct {
	service.UnimplementedAdminServiceServer
	cfg     settings
	kube    kubernetes.Interface
	flyte   versioned.Interface
	journal *journal

	mu         sync.Mutex
	tasks      *shelf[*admin.Task]
	workflows  *shelf[*admin.Workflow]
	plans      *shelf[*admin.LaunchPlan]
	executions *shelf[*admin.Execution]
	nodes      *shelf[*admin.NodeExecution]
	attempts   *shelf[*admin.TaskExecution]
	signals    *shelf[*admin.Signal]
	parents    map[string]string // of a node execution: the unique id of the node it belongs to
	dynamic    map[string]*admin.DynamicWorkflowNodeMetadata
}

func main() {
	file := flag.String("config", "flytelab.yaml", "settings")
	flag.Parse()
	cfg := readSettings(*file)

	rest, err := clientcmd.BuildConfigFromFlags("", cfg.Kubeconfig)
	must(err)
	rest.QPS, rest.Burst = 200, 400
	kube, err := kubernetes.NewForConfig(rest)
	must(err)
	flyte, err := versioned.NewForConfig(rest)
	must(err)

	l := &lab{cfg: cfg, kube: kube, flyte: flyte, journal: newJournal(filepath.Join(cfg.State, "events.jsonl")),
		tasks: newShelf[*admin.Task]("task"), workflows: newShelf[*admin.Workflow]("workflow"), plans: newShelf[*admin.LaunchPlan]("launch plan"),
		executions: newShelf[*admin.Execution]("execution"), nodes: newShelf[*admin.NodeExecution]("node execution"),
		attempts: newShelf[*admin.TaskExecution]("task execution"), signals: newShelf[*admin.Signal]("signal"),
		parents: map[string]string{}, dynamic: map[string]*admin.DynamicWorkflowNodeMetadata{}}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()

	proxy := &dataProxy{lab: l, base: "http://" + cfg.HTTP}
	files := &http.Server{Addr: cfg.HTTP, Handler: proxy, ReadHeaderTimeout: 10 * time.Second}
	go func() { log.Print(files.ListenAndServe()) }()

	server := grpc.NewServer(grpc.MaxRecvMsgSize(64 << 20))
	service.RegisterAdminServiceServer(server, l)
	service.RegisterDataProxyServiceServer(server, proxy)
	service.RegisterSignalServiceServer(server, &signals{lab: l})
	datacatalog.RegisterDataCatalogServer(server, newCatalog(l))
	grpc_health_v1.RegisterHealthServer(server, health.NewServer())
	listener, err := net.Listen("tcp", cfg.GRPC)
	must(err)
	go func() { log.Print(server.Serve(listener)) }()

	must(keepSecrets(ctx, kube, cfg.Secrets))
	nodes := newKubelet(kube, cfg.Path, cfg.State, cfg.Parallel)
	nodes.watch(ctx)
	log.Printf("flytelab: admin API on %s, files on %s", cfg.GRPC, cfg.HTTP)
	<-ctx.Done()
	nodes.pods.Wait() // each was told to stop, and has its grace period
	server.Stop()
}

func readSettings(file string) settings {
	cfg := settings{Parallel: 4}
	text, err := os.ReadFile(file)
	must(err)
	must(yaml.UnmarshalStrict(text, &cfg))
	for _, dir := range []string{cfg.Store, cfg.State} {
		must(os.MkdirAll(dir, 0o755))
	}
	return cfg
}

// journal keeps every event propeller sent, one JSON object a line, for tests to look into.
type journal struct{ file *os.File }

func newJournal(path string) *journal {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	must(err)
	return &journal{file}
}

func (j *journal) note(kind string, event proto.Message) {
	body, err := protojson.Marshal(event)
	if err != nil {
		return
	}
	line, _ := json.Marshal(map[string]any{"kind": kind, "event": json.RawMessage(body)})
	_, _ = j.file.Write(append(line, '\n'))
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
