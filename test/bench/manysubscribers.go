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

// The page of the subscribers, and the timeout of a change.
const (
	viewedPage  = "/snapshots"
	seenTimeout = 90 * time.Second
)

// stuckClients is the number of subscribers that never read.
const stuckClients = 50

func median(all []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

// broadcast makes the baseline send an event of that many bytes and returns when the last subscriber had it.
func (c *streamClients) broadcast(ctx context.Context, addr, name string, bytes int) (time.Duration, error) {
	lines := "event: patch\ndata: " + name + strings.Repeat("x", max(0, bytes-len(name)-22)) + "\n\n"
	c.expect(name)
	began := time.Now()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+"/fire", strings.NewReader(lines))
	if err != nil {
		return 0, err
	}
	response, err := client().Do(request)
	if err != nil {
		return 0, fmt.Errorf("fire: %w", err)
	}
	if err := response.Body.Close(); err != nil {
		return 0, err
	}
	received, err := c.all(ctx, seenTimeout)
	if err != nil {
		return 0, err
	}
	return received[len(received)-1].at.Sub(began), nil
}

// manyStreams lets one session open the streams of all subscribers.
const manyStreams = "SNAPDECK_SESSION_STREAMS=100000"

// measureManySubscribers measures with as many subscribers as a large company has: API calls, memory, the delay of a change, and
// the effect of subscribers that do not read on the others.
func measureManySubscribers(ctx context.Context, s settings, p *product, out io.Writer) (err error) {
	path := "/events?page=" + url.QueryEscape(viewedPage)
	one, err := openStreams(p.addr, path, p.cookie, 1)
	if err != nil {
		return err
	}
	defer one.close()
	if err := sleep(ctx, 15*time.Second); err != nil { // the polls of the start are over
		return err
	}
	fmt.Fprintf(out, "\n%d subscribers of %s\n", s.manySubscribers, viewedPage)
	callsOfOne, busyOfOne, err := p.countCalls(ctx, s.calls)
	if err != nil {
		return err
	}
	before, err := p.process.resident()
	if err != nil {
		return err
	}
	many, err := openStreams(p.addr, path, p.cookie, s.manySubscribers-1)
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
	fmt.Fprintf(out, "API calls in %s: %d with 1 subscriber, %d with %d ratio %.2f %s\n",
		s.calls, callsOfOne, callsOfAll, s.manySubscribers, ratio, atMost(ratio, 1.1, "")) // a call may fall into the next minute
	fmt.Fprintf(out, "Of one core: %.1f %% with 1 subscriber, %.1f %% with %d, each with a heartbeat every 5 s\n", 100*busyOfOne, 100*busyOfAll, s.manySubscribers)
	each := kb(after-before) / float64(s.manySubscribers-1)
	fmt.Fprintf(out, "Memory: %.1f KB a subscriber %s; %d MB resident before\n", each, atMost(each, 40, " KB"), before>>20)
	if s.changes == 0 {
		return nil
	}
	many.close()
	return p.measureDelays(ctx, s, path, out)
}

// fastPolling makes Snapdeck poll often while the delay of a change is measured, which saves waiting for the next poll
// and does not affect the result.
func fastPolling() []string {
	return []string{"SNAPDECK_POLL_WATCHED=5s", "SNAPDECK_POLL_SLOW=5s", manyStreams}
}

// measureDelays measures the delays of changes with Snapdeck restarted and polling fast.
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
	c, err := openStreams(p.addr, path, p.cookie, s.manySubscribers)
	if err != nil {
		return err
	}
	defer c.close()
	return p.measureSpread(ctx, s, c, out)
}

func kb(bytes int64) float64 { return float64(bytes) / 1024 }

// countCalls counts API calls and the use of one core for a duration.
func (p *product) countCalls(ctx context.Context, during time.Duration) (calls int, busy float64, err error) {
	p.sim.Calls().Reset()
	busy, err = p.process.busy(ctx, during)
	return p.sim.Calls().Total(), busy, err
}

// measureSpread measures the delay of changes to all subscribers, each kind beside a bare fan-out of as many
// bytes, and then with subscribers that do not read.
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
		bare, perSubscriber, err := measureBareFanOut(ctx, len(c.conns), size, 5)
		if err != nil {
			return err
		}
		free = took
		ratio := took.Seconds() / bare.Seconds()
		fmt.Fprintf(out, "From the end of the API response with %s (%d bytes) to the last subscriber: %s, median of %d; the bare echo fan-out takes %s and %.1f KB per subscriber; ratio %.2f %s\n",
			kind.what, size, short(took), s.changes, short(bare), kb(perSubscriber), ratio, atMost(ratio, 2, ""))
	}
	return p.measureStuck(ctx, s, c, free, out)
}

// measureStuck measures the effect of subscribers that do not read on the others, compared with the delay
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
	_, err = fmt.Fprintf(out, "The same with %d subscribers more that never read: %s (ratio %.2f), %.1f MB more memory\n",
		stuckClients, short(held), held.Seconds()/free.Seconds(), kb(after-before)/1024)
	return err
}

// change makes the i-th change on the subscribers' page, after which a name shows.
type change func(ctx context.Context, i int, name string) error

// awaitChange makes some changes and returns the median time from the API response that contains one to the
// last subscriber, and the length of the event.
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

// rename renames a snapshot on the subscribers' page.
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

// addSnapshot creates a snapshot as another client.
func (p *product) addSnapshot(_ context.Context, i int, name string) error {
	volumes := p.sim.Volumes()
	if _, err := p.sim.AddSnapshot(ionossim.NewSnapshot{VolumeID: volumes[i%len(volumes)].ID, Name: name}); err != nil {
		return fmt.Errorf("make a snapshot: %w", err)
	}
	return nil
}

// openStuckStreams opens streams that are never read, with the smallest buffers that the system allows.
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
