package ionossim

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// The timeouts of the HTTP server.
const (
	headerTimeout = 10 * time.Second
	bodyTimeout   = 30 * time.Second
	idleTimeout   = 2 * time.Minute
	closeTimeout  = 3 * time.Second
)

type listener struct {
	mu     sync.Mutex
	http   *http.Server
	addr   string
	cancel context.CancelFunc
	ended  chan error // receives the error of Serve
}

// Start listens on addr ("127.0.0.1:0" for any free port) and serves until Close. The context covers the start
// only.
func (s *Sim) Start(ctx context.Context, addr string) error {
	l := &s.server
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.http != nil {
		return errors.New("ionossim: already started")
	}
	socket, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return fmt.Errorf("ionossim: listen: %w", err)
	}
	base, cancel := context.WithCancel(context.WithoutCancel(ctx))
	l.addr, l.cancel, l.ended = socket.Addr().String(), cancel, make(chan error, 1)
	l.http = &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       bodyTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    64 << 10,
		BaseContext:       func(net.Listener) context.Context { return base },
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	go func() { l.ended <- l.http.Serve(socket) }()
	s.log.Info("simulator started", "url", "http://"+l.addr+basePath)
	return nil
}

// URL is the address of a started simulator, without the API's path: "http://127.0.0.1:4711".
func (s *Sim) URL() string {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	if s.server.addr == "" {
		return ""
	}
	return "http://" + s.server.addr
}

// APIURL is the address with the API's path, for IONOS_API_URL.
func (s *Sim) APIURL() string { return s.URL() + basePath }

// Close stops serving, ends hanging calls, and stores the state. It waits for all of that and may be called
// more than once.
func (s *Sim) Close() error {
	return errors.Join(s.server.close(), s.saver.close())
}

func (l *listener) close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.http == nil || l.cancel == nil {
		return nil
	}
	l.cancel()
	l.cancel = nil
	ctx, done := context.WithTimeout(context.Background(), closeTimeout)
	defer done()
	err := l.http.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = l.http.Close() // a client opened a connection and never used it
	}
	if err != nil {
		err = fmt.Errorf("ionossim: stop server: %w", err)
	}
	if served := <-l.ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, fmt.Errorf("ionossim: serve: %w", served))
	}
	return err
}
