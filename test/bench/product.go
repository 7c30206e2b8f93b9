package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"snapdeck/internal/cloud/ionossim"
	"snapdeck/test/app/run"
)

// product is Snapdeck in its own process on a simulator in this one, with a logged-in user.
type product struct {
	sim     *ionossim.Sim
	proxy   *observingProxy
	server  *http.Server
	cloud   string // address of the proxy
	program string
	process *process
	data    string
	extra   []string // additional settings
	addr    string
	cookie  string
}

// startProduct starts a simulator and Snapdeck on it, and logs in.
func startProduct(ctx context.Context, seed ionossim.Config) (*product, error) {
	p, err := startSimulator(ctx, seed)
	if err != nil {
		return nil, err
	}
	if err = p.startApp(); err == nil {
		err = p.logIn(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

// startSimulator starts a simulator for Snapdeck, and builds Snapdeck.
func startSimulator(ctx context.Context, seed ionossim.Config) (p *product, err error) {
	p = &product{extra: []string{manyStreams}}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
		}
	}()
	if p.data, err = os.MkdirTemp("", "snapdeck-bench-"); err != nil {
		return p, fmt.Errorf("make a data directory: %w", err)
	}
	if p.program, err = run.Build(ctx, p.data); err != nil {
		return p, err
	}
	if p.sim, err = run.Simulate(ctx, seed); err != nil {
		return p, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return p, fmt.Errorf("listen before the simulated cloud: %w", err)
	}
	p.proxy, p.cloud = &observingProxy{cloud: p.sim.Handler()}, listener.Addr().String()
	p.server = &http.Server{Handler: p.proxy}
	go func() { _ = p.server.Serve(listener) }() // ends by close
	return p, nil
}

func (p *product) startApp() (err error) {
	settings := slices.Concat(p.extra, run.Settings(p.data), run.Credentials(p.sim, "http://"+p.cloud), []string{"SNAPDECK_LOG_LEVEL=warn"})
	p.process, err = startProcess(p.program, nil, settings...)
	if err != nil {
		return fmt.Errorf("start Snapdeck: %w", err)
	}
	p.addr = p.process.addr
	return nil
}

// client follows no redirects.
func client() *http.Client {
	return &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func (p *product) logIn(ctx context.Context) error {
	form := url.Values{"username": {run.User}, "password": {run.Password}}
	response, _, err := p.do(ctx, http.MethodPost, "/login", form)
	if err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	var cookies []string
	for _, c := range response.Cookies() {
		cookies = append(cookies, c.Name+"="+c.Value)
	}
	p.cookie = strings.Join(cookies, "; ")
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		response, _, err = p.do(ctx, http.MethodGet, "/readyz", nil)
		if err == nil && response.StatusCode == http.StatusOK {
			return nil
		}
	}
	return fmt.Errorf("wait until Snapdeck is ready: %w", err)
}

// do sends a request of the logged-in user and returns the response with its body.
func (p *product) do(ctx context.Context, method, path string, form url.Values) (*http.Response, string, error) {
	request, err := http.NewRequestWithContext(ctx, method, "http://"+p.addr+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, "", err
	}
	request.Header.Set("Cookie", p.cookie)
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	response, err := client().Do(request)
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(io.LimitReader(response.Body, 8<<20))
	return response, string(text), err
}

func (p *product) stopApp() error {
	if p.process == nil {
		return nil
	}
	stopped := p.process
	p.process = nil
	return stopped.stop()
}

func (p *product) close() error {
	errs := []error{p.stopApp()}
	if p.server != nil {
		errs = append(errs, p.server.Close())
	}
	if p.sim != nil {
		errs = append(errs, p.sim.Close())
	}
	return errors.Join(append(errs, os.RemoveAll(p.data))...)
}
