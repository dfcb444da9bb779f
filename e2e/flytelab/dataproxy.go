package main

import (
	"context"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	"github.com/flyteorg/flyte/flyteidl/gen/pb-go/flyteidl/admin"
	"github.com/flyteorg/flyte/flyteidl/gen/pb-go/flyteidl/core"
	"github.com/flyteorg/flyte/flyteidl/gen/pb-go/flyteidl/service"
)

// dataProxy lets clients put files into the store and read them back; its "signed" URLs are the lab's own HTTP port.
type dataProxy struct {
	service.UnimplementedDataProxyServiceServer
	lab  *lab
	base string // http://127.0.0.1:port
}

func (d *dataProxy) CreateUploadLocation(_ context.Context, r *service.CreateUploadLocationRequest) (*service.CreateUploadLocationResponse, error) {
	root := r.GetFilenameRoot()
	if root == "" {
		root = hex.EncodeToString(r.GetContentMd5())
	}
	name := r.GetFilename()
	if name == "" {
		name = "upload"
	}
	path := filepath.Join(d.lab.cfg.Store, "uploads", r.GetProject(), r.GetDomain(), root, name)
	if !d.inStore(path) {
		return nil, status.Errorf(codes.InvalidArgument, "%s leaves the store", name)
	}
	return &service.CreateUploadLocationResponse{SignedUrl: d.base + (&url.URL{Path: path}).EscapedPath(), NativeUrl: "file://" + path, ExpiresAt: soon()}, nil
}

func (d *dataProxy) CreateDownloadLink(_ context.Context, r *service.CreateDownloadLinkRequest) (*service.CreateDownloadLinkResponse, error) {
	node, err := read(d.lab, d.lab.nodes, nodeKey(r.GetNodeExecutionId()))
	if err != nil {
		return nil, err
	}
	if node.GetClosure().GetDeckUri() == "" {
		return nil, status.Errorf(codes.NotFound, "node %s has no deck", nodeKey(r.GetNodeExecutionId()))
	}
	links := []string{d.base + strings.TrimPrefix(node.GetClosure().GetDeckUri(), "file://")}
	return &service.CreateDownloadLinkResponse{SignedUrl: links, ExpiresAt: soon(),
		PreSignedUrls: &service.PreSignedURLs{SignedUrl: links, ExpiresAt: soon()}}, nil
}

// GetData answers flyte://v1/<project>/<domain>/<execution>/<node>[/<attempt>]/(i|o)[/<name>].
func (d *dataProxy) GetData(ctx context.Context, r *service.GetDataRequest) (*service.GetDataResponse, error) {
	parts := strings.Split(strings.TrimPrefix(r.GetFlyteUrl(), "flyte://v1/"), "/")
	if len(parts) > 5 {
		if _, err := strconv.Atoi(parts[4]); err == nil { // one attempt of the task: its data is the node's
			parts = append(parts[:4], parts[5:]...)
		}
	}
	if len(parts) < 5 {
		return nil, status.Errorf(codes.InvalidArgument, "no Flyte URL: %s", r.GetFlyteUrl())
	}
	id := &core.NodeExecutionIdentifier{NodeId: parts[3], ExecutionId: &core.WorkflowExecutionIdentifier{Project: parts[0], Domain: parts[1], Name: parts[2]}}
	data, err := d.lab.GetNodeExecutionData(ctx, &admin.NodeExecutionGetDataRequest{Id: id})
	if err != nil {
		return nil, err
	}
	values := data.GetFullInputs()
	if parts[4] == "o" {
		values = data.GetFullOutputs()
	}
	if len(parts) == 5 {
		return &service.GetDataResponse{Data: &service.GetDataResponse_LiteralMap{LiteralMap: values}}, nil
	}
	value, ok := values.GetLiterals()[parts[5]]
	if !ok {
		return nil, status.Errorf(codes.NotFound, "there is no %q", parts[5])
	}
	return &service.GetDataResponse{Data: &service.GetDataResponse_Literal{Literal: value}}, nil
}

func (d *dataProxy) inStore(path string) bool {
	return strings.HasPrefix(filepath.Clean(path), d.lab.cfg.Store+"/")
}

// ServeHTTP takes PUT and GET of files in the store.
func (d *dataProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := filepath.Clean(r.URL.Path)
	if !d.inStore(path) {
		http.Error(w, "outside the store", http.StatusForbidden)
		return
	}
	if r.Method == http.MethodGet {
		http.ServeFile(w, r, path)
		return
	}
	sum := md5.New() //nolint:gosec // what stores name an upload by
	body, err := io.ReadAll(io.TeeReader(r.Body, sum))
	if err != nil {
		http.Error(w, "the upload broke off", http.StatusBadRequest)
		return
	}
	if want := r.Header.Get("Content-MD5"); want != "" && want != base64.StdEncoding.EncodeToString(sum.Sum(nil)) {
		http.Error(w, "Content-MD5 is not that of what came", http.StatusBadRequest)
		return
	}
	if err = os.MkdirAll(filepath.Dir(path), 0o755); err == nil {
		err = os.WriteFile(path, body, 0o644)
	}
	if err != nil {
		http.Error(w, "cannot write", http.StatusInternalServerError)
	}
}

func soon() *timestamppb.Timestamp { return timestamppb.New(time.Now().Add(time.Hour)) }

// signals holds what gate nodes wait for.
type signals struct {
	service.UnimplementedSignalServiceServer
	lab *lab
}

func signalKey(id *core.SignalIdentifier) string {
	return executionKey(id.GetExecutionId()) + "/" + id.GetSignalId()
}

func (s *signals) GetOrCreateSignal(_ context.Context, r *admin.SignalGetOrCreateRequest) (*admin.Signal, error) {
	s.lab.mu.Lock()
	defer s.lab.mu.Unlock()
	signal, err := s.lab.signals.get(signalKey(r.GetId()))
	if err != nil {
		signal = &admin.Signal{Id: r.GetId(), Type: r.GetType()}
		s.lab.signals.put(signalKey(r.GetId()), signal)
	}
	return clone(signal), nil
}

func (s *signals) SetSignal(_ context.Context, r *admin.SignalSetRequest) (*admin.SignalSetResponse, error) {
	s.lab.mu.Lock()
	defer s.lab.mu.Unlock()
	signal, err := s.lab.signals.get(signalKey(r.GetId()))
	if err != nil {
		return nil, err
	}
	if signal.Value != nil {
		return nil, status.Errorf(codes.InvalidArgument, "signal %s has a value", signalKey(r.GetId()))
	}
	signal.Value = r.GetValue()
	return &admin.SignalSetResponse{}, nil
}

func (s *signals) ListSignals(_ context.Context, r *admin.SignalListRequest) (*admin.SignalList, error) {
	s.lab.mu.Lock()
	defer s.lab.mu.Unlock()
	q := query{limit: r.GetLimit(), token: r.GetToken(), filters: r.GetFilters(), sort: r.GetSortBy(), oldestFirst: true}
	items, next, err := s.lab.signals.page(q, signalField, func(g *admin.Signal) bool {
		return executionKey(g.GetId().GetExecutionId()) == executionKey(r.GetWorkflowExecutionId())
	})
	return &admin.SignalList{Signals: items, Token: next}, err
}
