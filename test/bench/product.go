package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"snapdeck/internal/app"
	"snapdeck/internal/cloud/ionossim"
	"snapdeck/internal/config"
)

const password = "correct horse battery staple"

// product is Snapdeck on a simulated cloud, with somebody logged in.
type product struct {
	sim    *ionossim.Sim
	app    *app.App
	data   string
	addr   string
	cookie string
}

// startProduct starts a simulated cloud and Snapdeck on it, and logs in.
func startProduct(ctx context.Context, estate ionossim.Config) (*product, error) {
	p, err := startSimulator(ctx, estate)
	if err != nil {
		return nil, err
	}
	if err = p.startApp(ctx); err == nil {
		err = p.logIn(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, p.close())
	}
	return p, nil
}

// startSimulator starts a simulated cloud for Snapdeck to run on.
func startSimulator(ctx context.Context, estate ionossim.Config) (p *product, err error) {
	p = &product{}
	defer func() {
		if err != nil {
			err = errors.Join(err, p.close())
		}
	}()
	if p.data, err = os.MkdirTemp("", "snapdeck-bench-"); err != nil {
		return p, fmt.Errorf("make a data directory: %w", err)
	}
	sim, err := ionossim.New(estate)
	if err != nil {
		return p, fmt.Errorf("prepare the simulated cloud: %w", err)
	}
	p.sim = sim
	if err := sim.Start(ctx, "127.0.0.1:0"); err != nil {
		return p, fmt.Errorf("start the simulated cloud: %w", err)
	}
	return p, nil
}

func (p *product) startApp(ctx context.Context) error {
	c, err := config.Parse(nil, []string{
		"SNAPDECK_DATA=" + p.data, "SNAPDECK_ADDR=127.0.0.1:0", "SNAPDECK_ADMIN_PASSWORD=" + password,
		"IONOS_API_URL=" + p.sim.URL(), "IONOS_TOKEN=" + p.sim.Token(),
	}, io.Discard)
	if err != nil {
		return fmt.Errorf("configure Snapdeck: %w", err)
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	if p.app, err = app.New(ctx, c, app.Options{Out: io.Discard, Log: log, Version: "bench"}); err != nil {
		return fmt.Errorf("prepare Snapdeck: %w", err)
	}
	if err := p.app.Start(ctx); err != nil {
		return fmt.Errorf("start Snapdeck: %w", err)
	}
	p.addr = p.app.Addr()
	return nil
}

// client follows no redirects.
func client() *http.Client {
	return &http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func (p *product) logIn(ctx context.Context) error {
	form := url.Values{"username": {"admin"}, "password": {password}}
	answer, _, err := p.do(ctx, http.MethodPost, "/login", form)
	if err != nil {
		return fmt.Errorf("log in: %w", err)
	}
	var cookies []string
	for _, c := range answer.Cookies() {
		cookies = append(cookies, c.Name+"="+c.Value)
	}
	p.cookie = strings.Join(cookies, "; ")
	for deadline := time.Now().Add(30 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		answer, _, err = p.do(ctx, http.MethodGet, "/readyz", nil)
		if err == nil && answer.StatusCode == http.StatusOK {
			return nil
		}
	}
	return fmt.Errorf("wait until Snapdeck is ready: %w", err)
}

// do sends a request as the one who is logged in and returns the answer with its body.
func (p *product) do(ctx context.Context, method, path string, form url.Values) (*http.Response, string, error) {
	request, err := http.NewRequestWithContext(ctx, method, "http://"+p.addr+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, "", err
	}
	request.Header.Set("Cookie", p.cookie)
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := client().Do(request)
	if err != nil {
		return nil, "", err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(io.LimitReader(answer.Body, 8<<20))
	return answer, string(text), err
}

func (p *product) close() error {
	var errs []error
	if p.app != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		errs = append(errs, p.app.Stop(ctx))
	}
	if p.sim != nil {
		errs = append(errs, p.sim.Close())
	}
	return errors.Join(append(errs, os.RemoveAll(p.data))...)
}
