package app

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"

	"snapdeck/internal/cloud"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/config"
)

// simStateFile is the state file of the embedded simulator.
const simStateFile = "simulated-cloud.json"

// credentials are those of the API client.
type credentials struct {
	endpoint, token, username, password string
}

// credentialsOf returns the configured credentials, or starts the embedded simulator and returns its
// credentials. The same client serves both.
func (a *App) credentialsOf(ctx context.Context, c config.Config, log *slog.Logger) (credentials, error) {
	if !c.Simulated() {
		return credentials{c.APIURL, c.Token.Reveal(), c.Username, c.Password.Reveal()}, nil
	}
	sim, err := ionossim.New(ionossim.Config{
		Seed:      c.SimSeed,
		Speed:     c.SimSpeed,
		StateFile: filepath.Join(c.Data, simStateFile),
		Logger:    log.With("part", "simulator"),
	})
	if err != nil {
		return credentials{}, fmt.Errorf("create simulator: %w", err)
	}
	if err := sim.Start(ctx, "127.0.0.1:0"); err != nil {
		return credentials{}, fmt.Errorf("start simulator: %w", err)
	}
	a.shutdown.add("simulator", func(context.Context) error { return sim.Close() })
	return credentials{endpoint: sim.URL(), token: sim.Token()}, nil
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
