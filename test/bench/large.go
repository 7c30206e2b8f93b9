package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"snapdeck/internal/cloud/ionossim"
)

// largeSeed returns a very large contract.
func largeSeed() ionossim.Config {
	return ionossim.Config{
		Seed: 1, RateLimit: -1, Burst: -1,
		Size: ionossim.SeedSize{Datacenters: 100, Volumes: 10_000, Snapshots: 50_000, Idle: true},
	}
}

// large measures on the large contract.
func large(ctx context.Context, s settings, out io.Writer) (err error) {
	empty, err := emptyMemory(ctx)
	if err != nil {
		return err
	}
	p, err := startSimulator(ctx, largeSeed())
	if err != nil {
		return err
	}
	defer func() { err = joined(err, p.close) }()
	bare, err := downloadBare(ctx, p.sim)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "The large contract: 100 data centers, 10,000 volumes, 50,000 snapshots, Snapdeck in a process of its own")
	if err := p.firstLoad(ctx, bare, out); err != nil {
		return err
	}
	for _, m := range []struct {
		name    string
		measure func() error
	}{
		{"rest", func() error { return p.measureIdle(ctx, s, empty, out) }},
		{"pages", func() error { return p.listPages(ctx, s, out) }},
		{"others", func() error { return p.others(ctx, s, out) }},
		{"again", func() error { return p.restart(ctx, out) }},
		{"many", func() error { return measureManySubscribers(ctx, s, p, out) }},
		{"refused", func() error { return p.measureRefused(ctx, out) }},
	} {
		if s.only != "" && s.only != m.name {
			continue
		}
		if err := m.measure(); err != nil {
			return err
		}
	}
	return nil
}

// emptyMemory is Snapdeck's memory on a nearly empty contract.
func emptyMemory(ctx context.Context) (bytes int64, err error) {
	p, err := startProduct(ctx, ionossim.Config{Seed: 1, Size: ionossim.SeedSize{Datacenters: 1, Volumes: 1, Snapshots: 1, Idle: true}})
	if err != nil {
		return 0, err
	}
	defer func() { err = joined(err, p.close) }()
	if err := sleep(ctx, 5*time.Second); err != nil {
		return 0, err
	}
	return p.process.resident()
}

// firstLoad starts Snapdeck and waits for the first load.
func (p *product) firstLoad(ctx context.Context, bare time.Duration, out io.Writer) error {
	began := time.Now()
	if err := p.startApp(); err != nil {
		return err
	}
	up := time.Since(began)
	if err := p.logIn(ctx); err != nil {
		return err
	}
	ready := time.Since(began)
	loaded, err := p.complete(ctx)
	if err != nil {
		return err
	}
	ratio := (loaded.Sub(began) - up).Seconds() / bare.Seconds()
	_, err = fmt.Fprintf(out, "First load: it answers %s after the start of the process and is ready after %s; everything is there %s after it answers; the bare SDK downloads the same in %s ratio %.2f %s\n",
		short(up), short(ready), short(loaded.Sub(began)-up), short(bare), ratio, atMost(ratio, 1.5, ""))
	return err
}

// measureIdle measures an idle Snapdeck.
func (p *product) measureIdle(ctx context.Context, s settings, empty int64, out io.Writer) error {
	if err := sleep(ctx, 15*time.Second); err != nil { // the follow-up polls of the first load are over
		return err
	}
	full, err := p.process.resident()
	if err != nil {
		return err
	}
	p.sim.Calls().Reset()
	busy, err := p.process.busy(ctx, s.idle)
	if err != nil {
		return err
	}
	calls := p.sim.Calls().Total()
	after, err := p.process.resident()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "Memory: %d MB resident, %d MB after %s at rest %s; %d MB on a nearly empty contract, so %.1f KB for each of 60,100 resources\nAt rest for %s: %d API calls, %.1f %% of one core %s\n",
		full>>20, after>>20, s.idle, atMost(float64(max(full, after)>>20), 200, " MB"), empty>>20, kb(after-empty)/60_100, s.idle, calls, 100*busy, atMost(100*busy, 3, " %"))
	return err
}

// restart restarts Snapdeck on its view cache.
func (p *product) restart(ctx context.Context, out io.Writer) error {
	if err := p.stopApp(); err != nil {
		return err
	}
	began := time.Now()
	if err := p.startApp(); err != nil {
		return err
	}
	response, text, err := p.do(ctx, "GET", "/volumes", nil)
	if err != nil || response.StatusCode != 200 || !strings.Contains(text, "10\u202f000") {
		return fmt.Errorf("ask for the volumes right after a start: %w", err)
	}
	_, err = fmt.Fprintf(out, "Started again: the list of volumes as it was known is there %s after the start of the process\n", short(time.Since(began)))
	return err
}

// complete waits for the first load, and returns when it was complete.
func (p *product) complete(ctx context.Context) (time.Time, error) {
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); {
		_, text, err := p.do(ctx, "GET", "/", nil)
		if err == nil && !strings.Contains(text, "Loading ") && strings.Contains(text, "10\u202f000") {
			return time.Now(), nil
		}
		if err := sleep(ctx, 50*time.Millisecond); err != nil {
			return time.Time{}, err
		}
	}
	return time.Time{}, errors.New("the large contract was not read within 5 minutes")
}

// anySearch is a template for searches with different texts: a number in a name, which the names of about a
// hundred volumes contain.
const anySearch = "/volumes?per=100&q=-17"

// listPages loads lists and a detail page, each beside a bare page of the same bytes and rows.
func (p *product) listPages(ctx context.Context, s settings, out io.Writer) error {
	vol := p.sim.Volumes()[5000]
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "page\tbytes\tbare/s\tpages/s\tp99\tof the bare page\tgoal\t")
	for _, path := range []string{
		"/volumes?per=100", "/volumes?per=100&q=data", "/volumes?per=100&page=50", "/snapshots?per=100", "/snapshots?per=100&q=nightly",
		anySearch, "/datacenters/" + vol.DatacenterID + "/volumes/" + vol.ID,
	} {
		if err := p.compare(ctx, s, path, table); err != nil {
			return err
		}
	}
	return table.Flush()
}

func (p *product) compare(ctx context.Context, s settings, path string, out io.Writer) (err error) {
	response, text, err := p.do(ctx, "GET", path, nil)
	if err != nil || response.StatusCode != 200 {
		return fmt.Errorf("ask for %s: %d %w", path, response.StatusCode, err)
	}
	yardstick, err := startBare(strings.Count(text, `<tr id="row-`), len(text))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, yardstick.close()) }()
	page := target{name: path, addr: p.addr, path: path, cookie: p.cookie}
	if path == anySearch {
		page.path, page.another = path[:len(path)-3], true
	}
	found, err := alternate([]target{{name: "bare", addr: yardstick.addr, path: "/"}, page}, s.connections, s.rounds, s.round)
	if err != nil {
		return err
	}
	bare, pages := found[0].median(), found[1].median()
	ratio, goal := pages/bare, ""
	switch {
	case strings.Contains(path, "q="):
		goal = atLeast(ratio, 0.5, "")
	case strings.Contains(path, "per="):
		goal = atLeast(ratio, 0.7, "")
	}
	_, err = fmt.Fprintf(out, "%.48s\t%d\t%.0f\t%.0f\t%s\t%.2f\t%s\t\n", path, len(text), bare, pages, short(found[1].percentile(0.99)), ratio, goal)
	return err
}
