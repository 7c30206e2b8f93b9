// Package run starts the simulator and the dashboard for tests and measurements, and knows no *testing.T: package app
// stops at the end of a test what it starts here.
package run

import (
	"context"
	"errors"
	"fmt"

	"snapdeck/internal/cloud/ionossim"
)

// The user of every dashboard.
const (
	User     = "admin"
	Password = "correct horse battery staple"
)

// Settings returns those of every dashboard: its data directory, a free loopback port, the user's password, and a proof
// that lasts longer than a test on a busy computer.
func Settings(data string) []string {
	return []string{"SNAPDECK_DATA=" + data, "SNAPDECK_ADDR=127.0.0.1:0", "SNAPDECK_ADMIN_PASSWORD=" + Password, "SNAPDECK_PROOF_AGE=24h"}
}

// Credentials returns a dashboard's settings for a simulator; url is the address to call, empty for the simulator's
// own.
func Credentials(sim *ionossim.Sim, url string) []string {
	if url == "" {
		url = sim.URL()
	}
	return []string{"IONOS_API_URL=" + url, "IONOS_TOKEN=" + sim.Token()}
}

// Simulate starts a simulator on a free loopback port.
func Simulate(ctx context.Context, c ionossim.Config) (*ionossim.Sim, error) {
	sim, err := ionossim.New(c)
	if err != nil {
		return nil, fmt.Errorf("prepare the simulated cloud: %w", err)
	}
	if err := sim.Start(ctx, "127.0.0.1:0"); err != nil {
		return nil, errors.Join(fmt.Errorf("start the simulated cloud: %w", err), sim.Close())
	}
	return sim, nil
}
