package ionossim

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// stateVersion is the format version of the state file.
const stateVersion = 1

// saveDelay is the maximal delay of writing a change.
const saveDelay = 100 * time.Millisecond

// promptWrite is the duration of a write up to which responses wait for it. A larger state is written a little
// later.
const promptWrite = 500 * time.Millisecond

type stateFile struct {
	Version int
	State   *state `json:"World"`
}

// loadState reads the state file. It returns nil when there is none.
func loadState(path string, speed float64) (*state, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("ionossim: read state file: %w", err)
	}
	var f stateFile
	if err := json.Unmarshal(text, &f); err != nil {
		return nil, fmt.Errorf("ionossim: the state file %q is damaged; remove it to start over: %w", path, err)
	}
	if f.Version != stateVersion || f.State == nil {
		return nil, fmt.Errorf("ionossim: the state file %q has version %d, this program reads version %d", path, f.Version, stateVersion)
	}
	f.State.speed = speed
	f.State.rebuildIndexes()
	return f.State, nil
}

// snapshotOfState encodes the current state.
func (s *Sim) snapshotOfState() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return json.Marshal(stateFile{Version: stateVersion, State: s.state})
}

// saver writes the state file. Without a path it does nothing.
type saver struct {
	path   string
	encode func() ([]byte, error)
	log    *slog.Logger

	mu      sync.Mutex
	timer   *time.Timer
	dirty   bool
	closed  bool
	took    time.Duration  // by the last write
	running sync.WaitGroup // timers that have fired or will

	writing sync.Mutex // held while the file is written
}

// changed schedules a write.
func (s *saver) changed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dirty = true
	if s.path == "" || s.closed || s.timer != nil {
		return
	}
	s.running.Add(1)
	s.timer = time.AfterFunc(max(saveDelay, 4*s.took), func() {
		defer s.running.Done()
		s.mu.Lock()
		s.timer = nil
		s.mu.Unlock()
		s.save()
	})
}

// flush writes changes before it returns, unless writing is slow.
func (s *saver) flush() {
	s.mu.Lock()
	skip := s.path == "" || s.took > promptWrite
	s.mu.Unlock()
	if !skip {
		s.save()
	}
}

// save writes the file if anything changed, and logs failures.
func (s *saver) save() {
	if err := s.write(); err != nil {
		s.log.Error("store simulator state", "file", s.path, "error", err)
	}
}

func (s *saver) write() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.Lock()
	dirty := s.dirty
	s.dirty = false
	s.mu.Unlock()
	if !dirty || s.path == "" {
		return nil
	}
	began := time.Now()
	text, err := s.encode()
	if err == nil {
		err = writeFile(s.path, text)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.took = time.Since(began)
	if err != nil {
		s.dirty = true
	}
	return err
}

// close writes remaining changes and waits for running writes.
func (s *saver) close() error {
	s.mu.Lock()
	s.closed = true
	if s.timer != nil && s.timer.Stop() {
		s.running.Done()
	}
	s.timer = nil
	s.mu.Unlock()
	s.running.Wait()
	if err := s.write(); err != nil {
		return fmt.Errorf("ionossim: store state: %w", err)
	}
	return nil
}

// writeFile replaces a file atomically.
func writeFile(path string, text []byte) error {
	temp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = temp.Write(text)
	err = errors.Join(err, temp.Close())
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return nil
}
