package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"text/tabwriter"
	"time"

	"snapdeck/internal/cloud/ionossim"
)

// settings are the durations and sizes of the measurements.
type settings struct {
	round, calls                 time.Duration
	rounds, connections          int
	subscribers, manySubscribers int
	changes                      int
	idle                         time.Duration
	waiting                      time.Duration
	small, lanes                 bool
	only                         string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if len(os.Args) == 2 && os.Args[1] == fanCommand {
		exitOn(serveFan(ctx, os.Stdout))
		return
	}
	var s settings
	flag.DurationVar(&s.round, "round", time.Second, "how long each page is loaded in a round")
	flag.IntVar(&s.rounds, "rounds", 3, "how many rounds; their median counts")
	flag.IntVar(&s.connections, "connections", 8, "connections that load a page")
	flag.DurationVar(&s.calls, "calls", time.Minute, "how long calls are counted with 1 subscriber, and with many")
	flag.IntVar(&s.subscribers, "subscribers", 200, "how many subscribers are many")
	flag.IntVar(&s.manySubscribers, "many", 5000, "subscribers in the measurement of many subscribers")
	flag.IntVar(&s.changes, "changes", 5, "how many changes very many subscribers are shown; their median counts")
	flag.DurationVar(&s.idle, "idle", 65*time.Second, "how long it is looked what Snapdeck takes when nothing happens")
	flag.DurationVar(&s.waiting, "waiting", 30*time.Second, "how long it is looked what operations take that wait for one data center")
	flag.BoolVar(&s.lanes, "lanes", false, "measure only what operations take that wait for one data center")
	flag.BoolVar(&s.small, "small", false, "measure on the default seed data instead, from the click to the API call and to the subscribers")
	flag.StringVar(&s.only, "only", "", "on the large contract, measure the first load and this alone: rest, pages, others, again, many or refused")
	flag.Parse()
	exitOn(measureAll(ctx, s, os.Stdout))
}

// exitOn exits with a failure, if there is one.
func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// joined joins the error of a cleanup.
func joined(err error, end func() error) error { return errors.Join(err, end()) }

// measureAll takes and prints all measurements.
func measureAll(ctx context.Context, s settings, out io.Writer) (err error) {
	switch {
	case s.lanes:
		return lanes(ctx, s, out)
	case !s.small:
		if err := large(ctx, s, out); err != nil {
			return err
		}
		return lanes(ctx, s, out)
	}
	p, err := startProduct(ctx, ionossim.Config{Seed: 1})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	for _, measure := range []func(context.Context, settings, *product, io.Writer) error{pages, calls, changes} {
		if err := measure(ctx, s, p, out); err != nil {
			return err
		}
	}
	return nil
}

// pages loads the list of data centers beside a bare page of the same bytes.
func pages(ctx context.Context, s settings, p *product, out io.Writer) (err error) {
	_, text, err := p.do(ctx, "GET", "/datacenters", nil)
	if err != nil {
		return fmt.Errorf("ask for the data centers: %w", err)
	}
	yardstick, err := startBare(strings.Count(text, `<tr id="row-`), len(text))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, yardstick.close()) }()
	targets := []target{
		{name: "bare echo + templ page, same bytes", addr: yardstick.addr, path: "/"},
		{name: "/datacenters", addr: p.addr, path: "/datacenters", cookie: p.cookie},
		{name: "/volumes", addr: p.addr, path: "/volumes", cookie: p.cookie},
		{name: "/healthz", addr: p.addr, path: "/healthz"},
	}
	found, err := alternate(targets, s.connections, s.rounds, s.round)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Pages, %d connections, median of %d rounds of %s; /datacenters has %d bytes\n", s.connections, s.rounds, s.round, len(text))
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "page\trequests/s\tmedian\tp99\tof the bare page\t")
	for i, t := range targets {
		fmt.Fprintf(table, "%s\t%.0f\t%s\t%s\t%.2f\t\n", t.name, found[i].median(), short(found[i].percentile(0.5)),
			short(found[i].percentile(0.99)), found[i].median()/found[0].median())
	}
	return table.Flush()
}

// calls counts Snapdeck's API calls with one subscriber and with many.
func calls(ctx context.Context, s settings, p *product, out io.Writer) error {
	p.sim.FinishAll() // without the requests of the seed data nothing changes during both counts
	if err := sleep(ctx, 15*time.Second); err != nil {
		return err
	}
	counted := map[int]int{}
	for _, subscribers := range []int{1, s.subscribers} {
		n, err := p.callsWhileWatched(ctx, subscribers, s.calls)
		if err != nil {
			return err
		}
		counted[subscribers] = n
	}
	fmt.Fprintf(out, "\nAPI calls in %s: %d with 1 subscriber, %d with %d subscribers (ratio %.2f)\n",
		s.calls, counted[1], counted[s.subscribers], s.subscribers, float64(counted[s.subscribers])/float64(counted[1]))
	return nil
}

// changes measures the delay from a change of state in the simulator to the subscribers.
func changes(ctx context.Context, s settings, p *product, out io.Writer) error {
	fmt.Fprintln(out)
	for _, subscribers := range []int{1, s.subscribers} {
		found, err := p.changeToSubscribers(ctx, subscribers)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "A snapshot of 10 GB is available %s after the click; the first of %d subscribers is shown it %s later, the last %s later\n",
			short(found.available), subscribers, short(found.first), short(found.last))
	}
	return nil
}

func short(d time.Duration) string {
	if d >= 100*time.Millisecond {
		return d.Round(10 * time.Millisecond).String()
	}
	return d.Round(10 * time.Microsecond).String()
}
