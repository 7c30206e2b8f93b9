package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"snapdeck/internal/cloud/ionossim"
)

// The page that the crowd looks at, and how long a change may take to be seen.
const (
	viewedPage  = "/snapshots"
	seenTimeout = 90 * time.Second
)

// stuckClients is how many viewers never read what they are sent.
const stuckClients = 50

func median(all []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// broadcast lets the yardstick send an event of so many bytes and returns when the last viewer had it.
func (c *streamClients) broadcast(ctx context.Context, addr, name string, bytes int) (time.Duration, error) {
	lines := "event: patch\ndata: " + name + strings.Repeat("x", max(0, bytes-len(name)-22)) + "\n\n"
	c.expect(name)
	began := time.Now()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+"/fire", strings.NewReader(lines))
	if err != nil {
		return 0, err
	}
	answer, err := client().Do(request)
	if err != nil {
		return 0, fmt.Errorf("fire: %w", err)
	}
	if err := answer.Body.Close(); err != nil {
		return 0, err
	}
	received, err := c.all(ctx, seenTimeout)
	if err != nil {
		return 0, err
	}
	return received[len(received)-1].at.Sub(began), nil
}

// manyStreams lets one session stand for a whole crowd.
const manyStreams = "SNAPDECK_SESSION_STREAMS=100000"

// measureCrowd measures with as many viewers as there are people at a large company: calls to the
// cloud, memory, the way of a change, and what viewers that do not read do to the others.
func measureCrowd(ctx context.Context, s settings, p *product, out io.Writer) (err error) {
	path := "/events?page=" + url.QueryEscape(viewedPage)
	one, err := openStreams(p.addr, path, p.cookie, 1)
	if err != nil {
		return err
	}
	defer one.close()
	if err := sleep(ctx, 15*time.Second); err != nil { // what the start asks for is over
		return err
	}
	fmt.Fprintf(out, "\n%d viewers of %s\n", s.crowd, viewedPage)
	callsOfOne, busyOfOne, err := p.countCalls(ctx, s.calls)
	if err != nil {
		return err
	}
	before, err := p.process.resident()
	if err != nil {
		return err
	}
	many, err := openStreams(p.addr, path, p.cookie, s.crowd-1)
	if err != nil {
		return err
	}
	defer many.close()
	callsOfAll, busyOfAll, err := p.countCalls(ctx, s.calls)
	if err != nil {
		return err
	}
	after, err := p.process.resident()
	if err != nil {
		return err
	}
	ratio := float64(callsOfAll) / float64(max(callsOfOne, 1))
	fmt.Fprintf(out, "Calls to the cloud in %s: %d with 1 viewer, %d with %d ratio %.2f %s\n",
		s.calls, callsOfOne, callsOfAll, s.crowd, ratio, atMost(ratio, 1.1, "")) // one more or less falls into the minute
	fmt.Fprintf(out, "Of one processor: %.1f %% with 1 viewer, %.1f %% with %d, each told every 5 s that it is live\n", 100*busyOfOne, 100*busyOfAll, s.crowd)
	each := kb(after-before) / float64(s.crowd-1)
	fmt.Fprintf(out, "Memory: %.1f KB a viewer %s; %d MB resident before\n", each, atMost(each, 40, " KB"), before>>20)
	if s.changes == 0 {
		return nil
	}
	many.close()
	return p.measureDelays(ctx, s, path, out)
}

// fastPolling is how often Snapdeck reads while the way of a change is measured, so that nobody has
// to wait for the next reading. Nothing of it is measured.
func fastPolling() []string {
	return []string{"SNAPDECK_POLL_WATCHED=5s", "SNAPDECK_POLL_SLOW=5s", manyStreams}
}

// measureDelays measures the way of changes with Snapdeck started again, reading often.
func (p *product) measureDelays(ctx context.Context, s settings, path string, out io.Writer) error {
	if err := p.stopApp(); err != nil {
		return err
	}
	p.extra = fastPolling()
	if err := p.startApp(); err != nil {
		return err
	}
	if _, err := p.complete(ctx); err != nil {
		return err
	}
	c, err := openStreams(p.addr, path, p.cookie, s.crowd)
	if err != nil {
		return err
	}
	defer c.close()
	return p.measureSpread(ctx, s, c, out)
}

func kb(bytes int64) float64 { return float64(bytes) / 1024 }

// countCalls counts calls to the cloud and the share of a processor during a while.
func (p *product) countCalls(ctx context.Context, during time.Duration) (calls int, busy float64, err error) {
	p.sim.Calls().Reset()
	busy, err = p.process.busy(ctx, during)
	return p.sim.Calls().Total(), busy, err
}

// measureSpread measures the way of changes to the crowd, each kind beside the bare fan-out of as many
// bytes, and then with viewers that do not read.
func (p *product) measureSpread(ctx context.Context, s settings, c *streamClients, out io.Writer) error {
	var free time.Duration
	for _, kind := range []struct {
		what   string
		change change
	}{{"a new snapshot", p.addSnapshot}, {"a new name", p.rename}} {
		took, size, err := p.awaitChange(ctx, c, s.changes, kind.change)
		if err != nil {
			return err
		}
		bare, perViewer, err := measureBareFanOut(ctx, len(c.conns), size, 5)
		if err != nil {
			return err
		}
		free = took
		ratio := took.Seconds() / bare.Seconds()
		fmt.Fprintf(out, "From the end of the cloud's answer that tells %s (%d bytes) to the last viewer: %s, median of %d; the bare echo fan-out takes %s and %.1f KB a viewer; ratio %.2f %s\n",
			kind.what, size, short(took), s.changes, short(bare), kb(perViewer), ratio, atMost(ratio, 2, ""))
	}
	return p.measureStuck(ctx, s, c, free, out)
}

// measureStuck measures what viewers that do not read do to the others, who had a new name after a while
// without them.
func (p *product) measureStuck(ctx context.Context, s settings, c *streamClients, free time.Duration, out io.Writer) error {
	before, err := p.process.resident()
	if err != nil {
		return err
	}
	silent, err := p.openStuckStreams(stuckClients)
	defer func() {
		for _, conn := range silent {
			_ = conn.Close()
		}
	}()
	if err != nil {
		return err
	}
	held, _, err := p.awaitChange(ctx, c, s.changes, p.rename)
	if err != nil {
		return err
	}
	after, err := p.process.resident()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "The same with %d viewers more that never read: %s (ratio %.2f), %.1f MB more memory\n",
		stuckClients, short(held), held.Seconds()/free.Seconds(), kb(after-before)/1024)
	return err
}

// change changes the cloud where the crowd looks, for the i-th time, so that a name shows.
type change func(ctx context.Context, i int, name string) error

// awaitChange changes the cloud some times and returns how long it took from the answer that tells
// Snapdeck to the last viewer, in the median, and how long the event is.
func (p *product) awaitChange(ctx context.Context, c *streamClients, times int, change change) (time.Duration, int, error) {
	var ttl []time.Duration
	size := 0
	for i := range times {
		name := fmt.Sprintf("changed %d at %d", i, time.Now().UnixNano())
		c.expect(name)
		notified := p.proxy.expect(name)
		if err := change(ctx, i, name); err != nil {
			return 0, 0, err
		}
		received, err := c.all(ctx, seenTimeout)
		if err != nil {
			return 0, 0, err
		}
		ttl = append(ttl, received[len(received)-1].at.Sub(<-notified))
		size = received[0].bytes
	}
	return median(ttl), size, nil
}

// rename gives a snapshot on the crowd's page another name.
func (p *product) rename(ctx context.Context, i int, name string) error {
	id, err := p.row(ctx, i)
	if err != nil {
		return err
	}
	if err := p.sim.RenameSnapshot(id, name, ""); err != nil {
		return fmt.Errorf("rename a snapshot: %w", err)
	}
	return nil
}

// addSnapshot lets someone else make a snapshot.
func (p *product) addSnapshot(_ context.Context, i int, name string) error {
	volumes := p.sim.Volumes()
	if _, err := p.sim.AddSnapshot(ionossim.NewSnapshot{VolumeID: volumes[i%len(volumes)].ID, Name: name}); err != nil {
		return fmt.Errorf("make a snapshot: %w", err)
	}
	return nil
}

// openStuckStreams opens streams that nobody reads, with as little room on the way as the system allows.
func (p *product) openStuckStreams(n int) ([]net.Conn, error) {
	var conns []net.Conn
	for range n {
		conn, err := net.Dial("tcp", p.addr)
		if err != nil {
			return conns, fmt.Errorf("connect without reading: %w", err)
		}
		conns = append(conns, conn)
		if err := conn.(*net.TCPConn).SetReadBuffer(1024); err != nil {
			return conns, fmt.Errorf("read little: %w", err)
		}
		request := "GET /events?page=" + url.QueryEscape(viewedPage) + " HTTP/1.1\r\nHost: " + p.addr + "\r\nCookie: " + p.cookie + "\r\n\r\n"
		if _, err := conn.Write([]byte(request)); err != nil {
			return conns, fmt.Errorf("ask without reading: %w", err)
		}
	}
	return conns, nil
}
