package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"snapdeck/internal/app"
	"snapdeck/internal/config"
	"snapdeck/internal/telemetry"
)

// stopWithin is the timeout of a clean stop.
const stopWithin = 20 * time.Second

func serve(ctx context.Context, args, environ []string, t terminal) error {
	c, err := config.Parse(args, environ, t.out)
	if err != nil {
		return err
	}
	log := telemetry.NewLogger(t.err, c.LogFormat, c.LogLevel)
	for _, warning := range c.Warnings {
		log.Warn("questionable setting", "reason", warning)
	}
	v := versionOf()
	a, err := app.New(ctx, c, app.Options{Out: t.out, Log: log, Version: v.Version, Commit: v.Commit, Loaded: saveMemory(environ)})
	if err != nil {
		return err
	}
	if err := a.Start(ctx); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "Snapdeck %s on %s://%s\n", v.Version, schemeOf(c), a.Addr())
	if c.PublicURL != "" {
		fmt.Fprintf(t.out, "Browsers reach it at %s\n", c.PublicURL)
	}
	if c.Simulated() {
		fmt.Fprintln(t.out, "No credentials are set: using the embedded simulator. Set IONOS_TOKEN to use IONOS Cloud.")
	}
	var failed error
	select {
	case <-ctx.Done():
	case failed = <-a.Failed():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin+c.Drain)
	defer cancel()
	return errors.Join(failed, a.Stop(ending))
}

func schemeOf(c config.Config) string {
	if c.TLS() {
		return "https"
	}
	return "http"
}
