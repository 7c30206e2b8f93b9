package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"

	"snapdeck/internal/cloud/ionossim"
)

// run starts the configured simulator and stops it when the context ends.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	addr, cfg, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	sim, err := ionossim.New(cfg)
	if err != nil {
		return err
	}
	if err := sim.Start(ctx, addr); err != nil {
		return errors.Join(err, sim.Close())
	}
	if _, err := fmt.Fprintf(stdout, "IONOS_API_URL=%s IONOS_TOKEN=%s\n", sim.APIURL(), sim.Token()); err != nil {
		return errors.Join(err, sim.Close())
	}
	<-ctx.Done()
	return sim.Close()
}

func parse(args []string, stderr io.Writer) (addr string, cfg ionossim.Config, err error) {
	flags := flag.NewFlagSet("ionossim", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { usage(flags) }
	verbose := flags.Bool("v", false, "log every call")
	flags.StringVar(&addr, "addr", "127.0.0.1:9090", "address to listen on; port 0 takes a free one")
	flags.Int64Var(&cfg.Seed, "seed", 1, "determines ids, names and ages; the same seed gives the same data")
	flags.Float64Var(&cfg.Speed, "speed", ionossim.DefaultSpeed, "factor by which everything is faster")
	flags.StringVar(&cfg.Token, "token", "", "the only accepted bearer token (default: derived from the seed and printed)")
	flags.StringVar(&cfg.Username, "username", "", "user name accepted by Basic authentication")
	flags.StringVar(&cfg.Password, "password", "", "password of that user")
	flags.StringVar(&cfg.StateFile, "state", "", "file that stores the state across restarts (default: in memory only)")
	flags.BoolVar(&cfg.Admin, "admin", false, "serve the control interface beneath /_sim/, described below")
	flags.IntVar(&cfg.Size.Datacenters, "datacenters", 0, "data centers at the start; negative: none (default 6)")
	flags.IntVar(&cfg.Size.Volumes, "volumes", 0, "volumes at the start; negative: none (default 10 per data center)")
	flags.IntVar(&cfg.Size.Servers, "servers", 0, "servers at the start; negative: none (default: as the volumes need)")
	flags.IntVar(&cfg.Size.Snapshots, "snapshots", 0, "snapshots at the start; negative: none (default 90)")
	flags.BoolVar(&cfg.Size.Idle, "quiet", false, "start without requests in flight")
	flags.IntVar(&cfg.RateLimit, "rate-limit", ionossim.DefaultRateLimit, "requests per minute; negative: no limit")
	flags.IntVar(&cfg.Burst, "burst", ionossim.DefaultBurst, "concurrent requests; negative: no limit")
	flags.Func("fault", "inject a fault, described below; may be repeated", func(text string) error {
		f, err := ionossim.ParseFault(text)
		cfg.Faults = append(cfg.Faults, f)
		return err
	})
	if err := flags.Parse(args); err != nil {
		return "", cfg, err
	}
	if flags.NArg() > 0 {
		return "", cfg, fmt.Errorf("ionossim: unexpected argument %q", flags.Arg(0))
	}
	if *verbose {
		cfg.Logger = slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	return addr, cfg, nil
}
