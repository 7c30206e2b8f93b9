package storm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"snapdeck/internal/app"
	"snapdeck/internal/config"
	"snapdeck/internal/operation"
	"snapdeck/internal/telemetry"
)

// childVariable is the environment variable that makes this program a dashboard; it holds the childConfig.
const childVariable = "SNAPDECK_STORM_CHILD"

// stopWithin is the timeout of a clean stop of a child.
const stopWithin = time.Minute

// childConfig configures a child besides its settings.
type childConfig struct {
	Timing operation.Timing
	KillAt string // the point at which it kills itself; empty: none
	Stop   string // the point at which it suspends itself by SIGSTOP; empty: none
	Points string // the file that records all points; empty: none
	Log    string // the log file
}

// String returns the value of childVariable.
func (o childConfig) String() string {
	text, err := json.Marshal(o)
	if err != nil {
		panic(err) // all fields can be encoded
	}
	return string(text)
}

// runChild is the main function of a child. It prints its address and runs until it is killed, stopped, or its
// parent is gone.
func runChild(text string) (status int) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	go dieWithParent()
	if err := serve(ctx, text); err != nil {
		fmt.Fprintln(os.Stderr, "child:", err)
		return 1
	}
	return 0
}

func serve(ctx context.Context, text string) error {
	var o childConfig
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return fmt.Errorf("read the orders: %w", err)
	}
	c, err := config.Parse(nil, os.Environ(), io.Discard)
	if err != nil {
		return err
	}
	w, err := newKillPoint(o)
	if err != nil {
		return err
	}
	log, err := appendTo(o.Log)
	if err != nil {
		return err
	}
	defer log.Close()
	a, err := app.New(ctx, c, app.Options{
		Out: io.Discard, Log: telemetry.NewLogger(log, c.LogFormat, c.LogLevel), Version: "storm",
		Timing: o.Timing, WrapStores: w.wrap,
	})
	if err != nil {
		return err
	}
	if err := a.Start(ctx); err != nil {
		return err
	}
	fmt.Printf("http://%s\n", a.Addr())
	close(w.ready)
	var failed error
	select {
	case <-ctx.Done():
	case failed = <-a.Failed():
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	return errors.Join(failed, a.Stop(ending))
}

// dieWithParent ends the process when its parent has ended, however it ended.
func dieWithParent() {
	parent := os.Getppid()
	for range time.Tick(time.Second) {
		if os.Getppid() != parent {
			os.Exit(1)
		}
	}
}
