package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

const meterInterval = 100 * time.Millisecond

// meter looks at the resident memory of process groups, which stand for the control groups of a node: a group over its
// limit is told to its watcher once.
type meter struct {
	mu      sync.Mutex
	watched map[int]*watched
	page    int64
}

type watched struct {
	limit int64
	over  chan int64
}

func newMeter() *meter {
	m := &meter{watched: map[int]*watched{}, page: int64(os.Getpagesize())}
	go func() {
		for range time.Tick(meterInterval) {
			m.look()
		}
	}()
	return m
}

// watch begins to look at a group; the channel gets the bytes seen once they exceed the limit, which is none if 0.
func (m *meter) watch(group int, limit int64) (<-chan int64, func()) {
	over := make(chan int64, 1)
	if limit > 0 {
		m.mu.Lock()
		m.watched[group] = &watched{limit, over}
		m.mu.Unlock()
	}
	return over, func() {
		m.mu.Lock()
		delete(m.watched, group)
		m.mu.Unlock()
	}
}

func (m *meter) look() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.watched) == 0 {
		return
	}
	held := map[int]int64{}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, stat := range stats {
		if group, pages, ok := readStat(stat); ok {
			held[group] += pages * m.page
		}
	}
	for group, w := range m.watched {
		if held[group] > w.limit {
			select {
			case w.over <- held[group]:
			default: // told already
			}
		}
	}
}

// readStat gives the process group and the resident pages of a process; its name, in brackets, may hold anything.
func readStat(file string) (int, int64, bool) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, 0, false // it ended meanwhile
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	if len(fields) < 22 {
		return 0, 0, false
	}
	group, _ := strconv.Atoi(fields[2])
	pages, _ := strconv.ParseInt(fields[21], 10, 64)
	return group, pages, true
}
