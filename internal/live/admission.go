package live

import (
	"errors"
	"sync"
)

// ErrTooManyStreams means that a session, or all together, have reached the limit of open streams.
var ErrTooManyStreams = errors.New("too many streams are open")

// admission counts open streams. It refuses the newest: if it ended the oldest, tabs would end each other in turn.
type admission struct {
	perSession, most int

	mu       sync.Mutex
	sessions map[string]int
	total    int
}

// Admit counts a new stream of a session until leave is called, or returns ErrTooManyStreams.
func (h *Hub) Admit(session string) (leave func(), err error) {
	a := &h.admission
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.perSession > 0 && a.sessions[session] >= a.perSession || a.most > 0 && a.total >= a.most {
		return nil, ErrTooManyStreams
	}
	a.sessions[session]++
	a.total++
	return func() { a.leave(session) }, nil
}

func (a *admission) leave(session string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.total--
	if a.sessions[session]--; a.sessions[session] == 0 {
		delete(a.sessions, session)
	}
}
