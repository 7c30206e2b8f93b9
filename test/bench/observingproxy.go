package main

import (
	"bytes"
	"net/http"
	"sync"
	"time"
)

// observingProxy stands before the simulated cloud and notes when Snapdeck was told something.
type observingProxy struct {
	cloud http.Handler

	mu     sync.Mutex
	wanted []byte
	seenAt chan time.Time
}

// expect returns where it is told, once, when an answer ended that has a text in it.
func (g *observingProxy) expect(text string) <-chan time.Time {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.wanted, g.seenAt = []byte(text), make(chan time.Time, 1)
	return g.seenAt
}

// ServeHTTP lets the cloud answer.
func (g *observingProxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	wanted, notified := g.wanted, g.seenAt
	g.mu.Unlock()
	if wanted == nil || r.Method != http.MethodGet {
		g.cloud.ServeHTTP(w, r)
		return
	}
	received := &listener{ResponseWriter: w, wanted: wanted}
	g.cloud.ServeHTTP(received, r)
	if !received.found {
		return
	}
	select {
	case notified <- time.Now():
	default: // it was told before
	}
}

// listener looks for a text in what is answered.
type listener struct {
	http.ResponseWriter
	wanted []byte
	found  bool
}

// Write passes a piece of the answer on.
func (l *listener) Write(p []byte) (int, error) {
	l.found = l.found || bytes.Contains(p, l.wanted)
	return l.ResponseWriter.Write(p)
}
