package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"

	"snapdeck/internal/cloud/ionossim"
)

// laneLengths returns the numbers of operations that wait for one data center. One of them has a goal.
func laneLengths() []int { return []int{10, 100, goalLength, 1000, 5000} }

const (
	goalLength = 600
	perForm    = 1000 // maximal number in one form
	drained    = 40   // operations that are executed while the others wait
	longest    = 2 * time.Minute

	firstPoll = 15 * time.Millisecond // that each needs to find that it has to wait
)

// laneFigures are the CPU costs of operations that wait for one data center.
type laneFigures struct {
	waiting float64 // share of one core while nothing happens
	each    time.Duration
	pace    time.Duration // from one operation to the next
}

// lanes measures the cost of waiting operations, and that of each operation executed before them.
func lanes(ctx context.Context, s settings, out io.Writer) error {
	fmt.Fprintf(out, "\nOperations that wait for one data center: for %s in which another client keeps it busy, and while %d of them are executed\n", s.waiting, drained)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "waiting\t% of one core\tCPU each\ttime each\tgoal\t")
	var first laneFigures
	for i, n := range laneLengths() {
		f, err := laneOf(ctx, s, n)
		if err != nil {
			return fmt.Errorf("with %d waiting: %w", n, err)
		}
		if i == 0 {
			first = f
		}
		goal := atMost(f.each.Seconds()/first.each.Seconds(), 2, " times the shortest")
		if n == goalLength {
			goal = atMost(100*f.waiting, 25, " %")
		}
		fmt.Fprintf(table, "%d\t%.1f\t%s\t%s\t%s\t\n", n, 100*f.waiting, short(f.each), short(f.pace), goal)
		if err := table.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// laneOf measures with n snapshots requested for the volumes of one data center.
func laneOf(ctx context.Context, s settings, n int) (f laneFigures, err error) {
	p, err := startProduct(ctx, ionossim.Config{
		Seed: 1, Speed: 500, RateLimit: -1, Burst: -1,
		Size: ionossim.SeedSize{Datacenters: 1, Volumes: n, Servers: -1, Snapshots: -1, Idle: true},
	})
	if err != nil {
		return f, err
	}
	defer func() { err = joined(err, p.close) }()
	p.sim.SetHDDLimit(100_000_000)
	volumes := p.sim.Volumes()
	if err := p.sim.HoldDatacenter(volumes[0].DatacenterID); err != nil {
		return f, err
	}
	if err := p.request(ctx, volumes); err != nil {
		return f, err
	}
	if err := sleep(ctx, 20*time.Second+time.Duration(n)*firstPoll); err != nil { // all have checked whose turn it is
		return f, err
	}
	if f.waiting, err = p.process.busy(ctx, s.waiting); err != nil {
		return f, err
	}
	if err := p.sim.ReleaseDatacenter(volumes[0].DatacenterID); err != nil {
		return f, err
	}
	f.each, f.pace, err = p.drain(ctx, min(n, drained))
	return f, err
}

// request requests a snapshot of each volume, when Snapdeck has loaded them all.
func (p *product) request(ctx context.Context, volumes []ionossim.Volume) error {
	last := volumes[len(volumes)-1]
	for deadline := time.Now().Add(time.Minute); ; {
		response, _, err := p.do(ctx, http.MethodGet, "/datacenters/"+last.DatacenterID+"/volumes/"+last.ID, nil)
		if err == nil && response.StatusCode == http.StatusOK {
			break
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("wait until the volumes are known: %w", err)
		}
		if err := sleep(ctx, 50*time.Millisecond); err != nil {
			return err
		}
	}
	for len(volumes) > 0 {
		some := volumes[:min(perForm, len(volumes))]
		volumes = volumes[len(some):]
		form := url.Values{"key": {uuid.NewString()}, "name": {"{volume}"}}
		for _, v := range some {
			form.Add("vol", v.ID)
		}
		response, text, err := p.do(ctx, http.MethodPost, "/bulk/create", form)
		if err != nil || response.StatusCode != http.StatusSeeOther {
			return fmt.Errorf("request %d snapshots: %v %.300s %w", len(some), response, text, err)
		}
	}
	return nil
}

// drain waits until some operations have been executed, with a timeout, and returns the CPU time and duration
// of each. The first is excluded, since it waits until the data center is available.
func (p *product) drain(ctx context.Context, n int) (each, pace time.Duration, err error) {
	first, err := p.carriedOut(ctx, 1)
	if err != nil {
		return 0, 0, err
	}
	began := time.Now()
	before, err := p.process.processor()
	if err != nil {
		return 0, 0, err
	}
	done, err := p.carriedOut(ctx, n)
	if err != nil {
		return 0, 0, err
	}
	after, err := p.process.processor()
	many := time.Duration(max(1, done-first))
	return (after - before) / many, time.Since(began) / many, err
}

// carriedOut waits until that many snapshots have been requested from the simulator, with a timeout, and
// returns their number.
func (p *product) carriedOut(ctx context.Context, n int) (done int, err error) {
	for deadline := time.Now().Add(longest); done < n && time.Now().Before(deadline); {
		if err := sleep(ctx, 10*time.Millisecond); err != nil {
			return 0, err
		}
		done = p.sim.Calls().Count("create-snapshot")
	}
	return done, nil
}
