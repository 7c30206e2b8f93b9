package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// subscribers are subscribers of one page: open event streams.
type subscribers struct {
	end     context.CancelFunc
	running sync.WaitGroup
	seen    chan time.Time // when a subscriber has received the expected line
}

// watch opens the event stream of a page for n subscribers. Each reports once when a line of a patch satisfies
// shows.
func (p *product) watch(ctx context.Context, n int, page string, shows func(line string) bool) (*subscribers, error) {
	ctx, cancel := context.WithCancel(ctx)
	a := &subscribers{end: cancel, seen: make(chan time.Time, n)}
	opened := make(chan error, n)
	for range n {
		a.running.Go(func() { p.view(ctx, page, shows, opened, a.seen) })
	}
	for range n {
		if err := <-opened; err != nil {
			a.close()
			return nil, fmt.Errorf("open a stream: %w", err)
		}
	}
	return a, nil
}

// view is one subscriber, until ctx ends.
func (p *product) view(ctx context.Context, page string, shows func(string) bool, opened chan<- error, seen chan<- time.Time) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+p.addr+"/events?page="+url.QueryEscape(page), nil)
	if err != nil {
		opened <- err
		return
	}
	request.Header.Set("Cookie", p.cookie)
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	response, err := transport.RoundTrip(request)
	if err == nil && response.StatusCode != http.StatusOK {
		err = errors.Join(fmt.Errorf("status %d", response.StatusCode), response.Body.Close())
	}
	opened <- err
	if err != nil {
		return
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(make([]byte, 4<<10), 1<<20)
	notified := false
	for lines.Scan() {
		if !notified && shows(lines.Text()) {
			notified = true
			seen <- time.Now()
		}
	}
}

func (a *subscribers) close() {
	a.end()
	a.running.Wait()
}

// callsWhileWatched counts the API calls for a duration with a number of subscribers.
func (p *product) callsWhileWatched(ctx context.Context, subscribers int, during time.Duration) (int, error) {
	a, err := p.watch(ctx, subscribers, "/volumes", func(string) bool { return false })
	if err != nil {
		return 0, err
	}
	defer a.close()
	if err := sleep(ctx, 5*time.Second); err != nil { // the polls for the first subscriber are over
		return 0, err
	}
	p.sim.Calls().Reset()
	err = sleep(ctx, during)
	return p.sim.Calls().Total(), err
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// spread is the delay from the simulator's change of state to the subscribers.
type spread struct{ available, first, last time.Duration }

// changeToSubscribers creates a snapshot and waits until all subscribers see that it is available.
func (p *product) changeToSubscribers(ctx context.Context, subscribers int) (spread, error) {
	vol, found := p.sim.VolumeNamed("staging-txl", "stage-tmp-01")
	if !found {
		return spread{}, fmt.Errorf("the volume to be copied is not there")
	}
	page := "/datacenters/" + vol.DatacenterID + "/volumes/" + vol.ID
	name := fmt.Sprintf("bench %d subscribers", subscribers)
	a, err := p.watch(ctx, subscribers, page, func(line string) bool { return rowIsGood(line, name) })
	if err != nil {
		return spread{}, err
	}
	defer a.close()
	requested := time.Now()
	if _, _, err := p.do(ctx, http.MethodPost, page+"/snapshots", url.Values{"name": {name}}); err != nil {
		return spread{}, fmt.Errorf("create a snapshot: %w", err)
	}
	changed, err := p.available(ctx, name)
	if err != nil {
		return spread{}, err
	}
	result := spread{available: changed.Sub(requested)}
	for i := range subscribers {
		select {
		case at := <-a.seen:
			if i == 0 {
				result.first = at.Sub(changed)
			}
			result.last = at.Sub(changed)
		case <-time.After(20 * time.Second):
			return result, fmt.Errorf("%d of %d subscribers were not shown the change within 20 s", subscribers-i, subscribers)
		}
	}
	return result, nil
}

// rowIsGood reports whether a table row in the line has the name and no pill, since only other states than AVAILABLE have
// one.
func rowIsGood(line, name string) bool {
	for rest := range strings.SplitSeq(line, "<tr") {
		row, _, _ := strings.Cut(rest, "</tr>")
		if strings.HasPrefix(row, ` id="row-`) && strings.Contains(row, name) && !strings.Contains(row, "pill busy") && !strings.Contains(row, "pill bad") {
			return true
		}
	}
	return false
}

// available waits until the simulator has the snapshot and returns when that was, to 5 ms.
func (p *product) available(ctx context.Context, name string) (time.Time, error) {
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		for _, s := range p.sim.Snapshots() {
			if s.Name == name && s.State == "AVAILABLE" {
				return time.Now(), nil
			}
		}
		if err := sleep(ctx, 5*time.Millisecond); err != nil {
			return time.Time{}, err
		}
	}
	return time.Time{}, fmt.Errorf("the snapshot has not become available within a minute")
}
