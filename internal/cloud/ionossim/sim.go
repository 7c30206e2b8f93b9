package ionossim

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"
)

// Sim is a simulated IONOS Cloud. It is safe for concurrent use.
type Sim struct {
	cfg     Config
	log     *slog.Logger
	token   string
	router  *router
	limiter *limiter
	calls   *Calls
	faults  *Faults
	saver   *saver
	admin   http.Handler
	server  listener

	mu      sync.Mutex // guards state and gateway
	state   *state
	gateway gateway
}

// New creates a simulator from its state file if that exists, else with seed data. Close it when it is no
// longer needed, started or not.
func New(cfg Config) (*Sim, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	s := &Sim{
		cfg: cfg, log: cfg.Logger, token: cfg.Token, router: newRouter(append(apiRoutes(), unservedRoutes()...)),
		limiter: newLimiter(cfg.RateLimit, cfg.Burst), calls: &Calls{byRoute: map[string]int{}},
	}
	s.faults = newFaults(s.releaseStuck)
	s.admin = s.adminHandler()
	for _, f := range cfg.Faults {
		if _, err := s.faults.Inject(f); err != nil {
			return nil, err
		}
	}
	if err := s.populate(); err != nil {
		return nil, err
	}
	if s.token == "" {
		s.token, err = generateToken(cfg.Seed, s.state.Contract.Number)
		if err != nil {
			return nil, err
		}
	}
	s.saver = &saver{path: cfg.StateFile, encode: s.snapshotOfState, log: cfg.Logger}
	s.saver.changed()
	if err := s.saver.write(); err != nil {
		return nil, errors.Join(fmt.Errorf("ionossim: store state: %w", err), s.saver.close())
	}
	return s, nil
}

// populate loads or creates the state.
func (s *Sim) populate() error {
	w, err := loadState(s.cfg.StateFile, s.cfg.Speed)
	if err != nil {
		return err
	}
	if w == nil {
		w = buildSeed(s.cfg, s.cfg.Clock.Now())
	}
	s.state = w
	return nil
}

// Token is the accepted bearer token.
func (s *Sim) Token() string { return s.token }

// ContractNumber is the number of the simulated contract.
func (s *Sim) ContractNumber() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state.Contract.Number
}

// Handler serves the API beneath /cloudapi/v6, and the control interface if enabled.
func (s *Sim) Handler() http.Handler { return http.HandlerFunc(s.serve) }

// Calls counts the calls per route.
func (s *Sim) Calls() *Calls { return s.calls }

// Faults injects and clears faults.
func (s *Sim) Faults() *Faults { return s.faults }

// Speed is the divisor of every duration.
func (s *Sim) Speed() float64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state.speed
}

// SetSpeed changes the speed. Running requests continue from their progress.
func (s *Sim) SetSpeed(speed float64) error {
	if err := checkSpeed(speed); err != nil {
		return err
	}
	now := s.lock()
	defer s.mu.Unlock()
	for _, r := range s.state.pending {
		rescale := func(t time.Time) time.Time {
			if !t.After(now) {
				return t
			}
			return now.Add(time.Duration(float64(t.Sub(now)) * s.state.speed / speed))
		}
		r.Ready, r.Ends = rescale(r.Ready), rescale(r.Ends)
	}
	s.state.speed = speed
	s.changed()
	return nil
}

// FinishAll finishes all requests in flight at once, except for stuck ones and those behind another client's work.
func (s *Sim) FinishAll() {
	now := s.lock()
	defer s.mu.Unlock()
	for _, r := range s.state.pending {
		r.Ready, r.Length = now, 0
		if r.Status == statusRunning {
			r.Ends = now
		}
	}
	s.state.advance(now)
	s.changed()
}

// Reset starts over from the seed, without faults, delayed calls and counts. The token stays.
func (s *Sim) Reset() {
	s.faults.Clear()
	s.calls.Reset()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state, s.gateway = buildSeed(s.cfg, s.cfg.Clock.Now()), gateway{}
	s.changed()
}

// lock takes the lock and advances the state to the current time, which it returns.
func (s *Sim) lock() time.Time {
	s.mu.Lock()
	return s.advance()
}

// advance advances the state to the current time, which it returns. Delayed calls are forwarded at their time,
// between the events of the queues. The lock must be held.
func (s *Sim) advance() time.Time {
	now := s.cfg.Clock.Now()
	for h := s.gateway.next(now); h != nil; h = s.gateway.next(now) {
		if s.state.advance(h.due) {
			s.changed()
		}
		s.forwardDelayed(h, h.due)
	}
	if s.state.advance(now) {
		s.changed()
	}
	return now
}

// changed schedules storing the state. The lock must be held.
func (s *Sim) changed() { s.saver.changed() }

// releaseStuck lets requests continue when their fault was cleared.
func (s *Sim) releaseStuck() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state == nil {
		return
	}
	now := s.advance()
	for _, r := range s.state.pending {
		if r.Stuck != "" {
			r.Stuck, r.StuckUntil = "", time.Time{}
			r.Ready = latest(r.Ready, now)
			r.Ends = latest(r.Ends, now)
			s.changed()
		}
	}
}
