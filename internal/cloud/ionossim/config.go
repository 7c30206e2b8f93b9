package ionossim

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"time"
)

// Defaults of a Config.
const (
	DefaultSpeed     = 1.0
	DefaultRateLimit = 1200
	DefaultBurst     = 60
)

// Config configures a simulator. The zero value is a working simulator with default seed data and a generated
// token.
type Config struct {
	// Seed determines ids, names, sizes and ages of the seed data and the ids of all later resources.
	Seed int64
	// Speed divides every duration; 0 means 1. See SetSpeed.
	Speed float64
	// Token is the only bearer token accepted; empty means a generated one, see Sim.Token.
	Token string
	// Username and Password are accepted as Basic credentials when Username is set.
	Username, Password string
	// Size is the size of the seed data. It is ignored when StateFile exists.
	Size SeedSize
	// StateFile stores the state across restarts; empty means in memory only.
	StateFile string
	// Admin serves the control interface beneath /_sim/.
	Admin bool
	// RateLimit is the number of requests per minute; 0 means DefaultRateLimit, negative no limit.
	RateLimit int
	// Burst is the number of concurrent requests; 0 means DefaultBurst, negative no limit.
	Burst int
	// Faults are injected from the start.
	Faults []Fault
	// Clock returns the time; nil means the system's clock.
	Clock Clock
	// Logger logs starts, stops and failures, and calls at debug level; nil means no logs.
	Logger *slog.Logger
}

// SeedSize is the size of the seed data. In each field 0 means the default and a negative value none.
type SeedSize struct {
	Datacenters int
	Volumes     int
	Servers     int // default: as many as the volumes' templates need
	Snapshots   int
	// Idle omits the requests that are in flight at the start by default.
	Idle bool
}

// Clock is the simulator's source of time.
type Clock interface{ Now() time.Time }

type systemClock struct{}

func (systemClock) Now() time.Time { return time.Now() }

func (c Config) withDefaults() (Config, error) {
	c.Speed = cmp.Or(c.Speed, DefaultSpeed)
	if err := checkSpeed(c.Speed); err != nil {
		return c, err
	}
	if c.Username == "" && c.Password != "" {
		return c, errors.New("ionossim: a password needs a user name")
	}
	c.RateLimit = cmp.Or(c.RateLimit, DefaultRateLimit)
	c.Burst = cmp.Or(c.Burst, DefaultBurst)
	c.Size.Datacenters = max(0, cmp.Or(c.Size.Datacenters, 6))
	c.Size.Volumes = max(0, cmp.Or(c.Size.Volumes, 10*c.Size.Datacenters))
	c.Size.Snapshots = max(0, cmp.Or(c.Size.Snapshots, 90))
	c.Size.Servers = cmp.Or(c.Size.Servers, serversAsNeeded)
	c.Clock = cmp.Or[Clock](c.Clock, systemClock{})
	c.Logger = cmp.Or(c.Logger, slog.New(slog.DiscardHandler))
	return c, nil
}

func checkSpeed(speed float64) error {
	if !(speed > 0) || math.IsInf(speed, 1) {
		return fmt.Errorf("ionossim: speed must be a number above 0, not %v", speed)
	}
	return nil
}
