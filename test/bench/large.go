package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"

	"snapdeck/internal/cloud/ionossim"
)

// largeEstate is a contract as large as they come.
func largeEstate() ionossim.Config {
	return ionossim.Config{
		Seed: 1, RateLimit: -1, Burst: -1,
		Estate: ionossim.Estate{Datacenters: 100, Volumes: 10_000, Snapshots: 50_000, Quiet: true},
	}
}

// large measures on the large estate.
func large(ctx context.Context, s settings, out io.Writer) (err error) {
	before := heap()
	p, err := startSimulator(ctx, largeEstate())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	bare, err := downloadBare(ctx, p.sim)
	if err != nil {
		return err
	}
	began := time.Now()
	if err := p.startApp(ctx); err != nil {
		return err
	}
	if err := p.logIn(ctx); err != nil {
		return err
	}
	ready := time.Since(began)
	loaded, err := p.complete(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Large estate: 100 data centers, 10,000 volumes, 50,000 snapshots\nFirst load: first page after %s, everything after %s; the bare SDK downloads the same in %s (ratio %.2f)\n",
		short(ready), short(loaded.Sub(began)), short(bare), loaded.Sub(began).Seconds()/bare.Seconds())
	fmt.Fprintf(out, "Heap of simulator and Snapdeck together: %d MB, %.1f KB an object\n", (heap()-before)>>20, float64(heap()-before)/1024/60_100)
	return p.listPages(ctx, s, out)
}

// complete waits until everything has been read once, and returns when that was.
func (p *product) complete(ctx context.Context) (time.Time, error) {
	for deadline := time.Now().Add(5 * time.Minute); time.Now().Before(deadline); {
		_, text, err := p.do(ctx, "GET", "/", nil)
		if err == nil && !strings.Contains(text, "Loading ") && strings.Contains(text, "10\u202f000") {
			return time.Now(), nil
		}
		if err := rest(ctx, 50*time.Millisecond); err != nil {
			return time.Time{}, err
		}
	}
	return time.Time{}, errors.New("the large estate was not read within 5 minutes")
}

// listPages loads lists and a detail page, each beside a bare page of the same bytes and rows.
func (p *product) listPages(ctx context.Context, s settings, out io.Writer) error {
	vol := p.sim.Volumes()[5000]
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "page\tbytes\tbare/s\tanew/s\tratio\tp99\tsame page/s\tratio\t")
	for _, path := range []string{
		"/volumes?per=100", "/volumes?per=100&q=data", "/volumes?per=100&page=50", "/snapshots?per=100", "/snapshots?per=100&q=nightly",
		"/datacenters/" + vol.DatacenterID + "/volumes/" + vol.ID,
	} {
		if err := p.beside(ctx, s, path, table); err != nil {
			return err
		}
	}
	return table.Flush()
}

func (p *product) beside(ctx context.Context, s settings, path string, out io.Writer) (err error) {
	answer, text, err := p.do(ctx, "GET", path, nil)
	if err != nil || answer.StatusCode != 200 {
		return fmt.Errorf("ask for %s: %d %w", path, answer.StatusCode, err)
	}
	yardstick, err := startBare(strings.Count(text, `<tr id="row-`), len(text))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, yardstick.close()) }()
	sign := "?"
	if strings.Contains(path, "?") {
		sign = "&"
	}
	found, err := alternate([]target{
		{name: "bare", addr: yardstick.addr, path: "/"},
		{name: path, addr: p.addr, path: path + sign + "again=", cookie: p.cookie, fresh: true},
		{name: path, addr: p.addr, path: path, cookie: p.cookie},
	}, s.connections, s.rounds, s.round)
	if err != nil {
		return err
	}
	bare, anew, same := found[0].median(), found[1].median(), found[2].median()
	_, err = fmt.Fprintf(out, "%.48s\t%d\t%.0f\t%.0f\t%.2f\t%s\t%.0f\t%.2f\t\n", path, len(text), bare, anew, anew/bare, short(found[1].percentile(0.99)), same, same/bare)
	return err
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
