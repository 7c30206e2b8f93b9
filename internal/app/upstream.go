package app

import (
	"context"
	"fmt"
	"path/filepath"

	"snapdeck/internal/cloud"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/secret"
)

const simStateFile = "simulated-cloud.json"

type credentials struct {
	endpoint, username string
	token, password    secret.Value
}

// credentials returns the configured credentials, or starts the embedded simulator and returns its credentials.
func (a *App) credentials(ctx context.Context) (credentials, error) {
	c := a.config
	if !c.Simulated() {
		return credentials{endpoint: c.APIURL, username: c.Username, token: c.Token, password: c.Password}, nil
	}
	sim, err := ionossim.New(ionossim.Config{
		Seed:      c.SimSeed,
		Speed:     c.SimSpeed,
		StateFile: filepath.Join(c.Data, simStateFile),
		Logger:    a.log.With("part", "simulator"),
	})
	if err != nil {
		return credentials{}, fmt.Errorf("create simulator: %w", err)
	}
	if err := sim.Start(ctx, "127.0.0.1:0"); err != nil {
		return credentials{}, fmt.Errorf("start simulator: %w", err)
	}
	a.shutdown.add("simulator", func(context.Context) error { return sim.Close() })
	return credentials{endpoint: sim.URL(), token: secret.New(sim.Token())}, nil
}

// pollBackoff is the factor by which polling slows down when little of the request budget is left, which leaves
// room for users' clicks and other clients.
func pollBackoff(b cloud.Budget) float64 {
	if !b.Known || b.Limit <= 0 {
		return 1
	}
	switch share := float64(b.Remaining) / float64(b.Limit); {
	case share < 0.1:
		return 10
	case share < 0.3:
		return 3
	default:
		return 1
	}
}
