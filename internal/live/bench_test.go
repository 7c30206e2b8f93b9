package live

import (
	"bytes"
	"context"
	"fmt"
	"hash/maphash"
	"log/slog"
	"sync"
	"testing"
	"time"
)

// longList returns a list of n rows as large as real ones, with a name in one row.
func longList(n, changed int, name string) []Fragment {
	rows := make([]string, n)
	for i := range rows {
		rows[i] = fmt.Sprintf(`r%d=<td>web-%d</td><td><time datetime="2026">3 min ago</time></td><td>%300d</td>`, i, i, i)
	}
	rows[changed] += name
	return []Fragment{list("all", rows...)}
}

func BenchmarkFrame_100Rows(b *testing.B) {
	seed, fragments := maphash.MakeSeed(), longList(100, 0, "x")
	b.ReportAllocs()
	for b.Loop() {
		newFrame(seed, fragments)
	}
}

func BenchmarkFrame_OneRowDiff(b *testing.B) {
	seed := maphash.MakeSeed()
	old, now := newFrame(seed, longList(100, 7, "x")), newFrame(seed, longList(100, 7, "y"))
	b.ReportAllocs()
	for b.Loop() {
		now.since(old)
	}
}

func BenchmarkEvent_450Bytes(b *testing.B) {
	html := bytes.Repeat([]byte("0123456789\n"), 41)
	b.ReportAllocs()
	for b.Loop() {
		event("patch", html)
	}
}

// countingSink is a connection that counts the patches it carries.
type countingSink struct{ patches *sync.WaitGroup }

func (d countingSink) Write(p []byte) (int, error) {
	if bytes.HasPrefix(p, []byte("event: patch")) {
		d.patches.Done()
	}
	return len(p), nil
}
func (d countingSink) Flush() error                     { return nil }
func (d countingSink) SetWriteDeadline(time.Time) error { return nil }

func BenchmarkHub_1000Subscribers(b *testing.B) {
	const subscribers = 1000
	page := "0"
	hub := NewHub(Config{
		Render:    func(context.Context, string) ([]Fragment, error) { return []Fragment{text("p", page)}, nil },
		Heartbeat: func() []byte { return []byte("{}") }, HeartbeatInterval: time.Hour, Log: slog.New(slog.DiscardHandler),
	})
	ctx, cancel := context.WithCancel(b.Context())
	var streams, patches sync.WaitGroup
	patches.Add(subscribers)
	for i := range subscribers {
		streams.Go(func() {
			_ = hub.Serve(ctx, countingSink{&patches}, Subscriber{Pages: []Page{{Address: "/"}}, User: fmt.Sprint(i)})
		})
	}
	for hub.Subscribers() < subscribers {
		time.Sleep(time.Millisecond)
	}
	hub.renderTopic(ctx, "/")
	patches.Wait()
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		page = fmt.Sprint(n + 1)
		patches.Add(subscribers)
		hub.renderTopic(ctx, "/")
		patches.Wait()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/subscribers, "ns/subscriber")
	cancel()
	streams.Wait()
}
