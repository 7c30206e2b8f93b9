package config

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"snapdeck/internal/secret"
)

// The bounds of settings.
const (
	minPoll     = 100 * time.Millisecond
	maxPoll     = time.Hour
	minSession  = time.Minute
	minKeyBytes = 32
	maxTemplate = 200

	maxLaneWidth = 20
	maxReserve   = 90 // percent
	maxDrain     = time.Minute
	maxAnswer    = 30 * time.Second
	maxUndo      = 24 * time.Hour
	minHold      = 30 * time.Second // the maximal duration of a call
	maxHold      = 30 * time.Minute
	minBusy      = time.Minute
	maxBusy      = 48 * time.Hour
)

// check validates each setting and their combinations, and normalises addresses and keys.
func (c *Config) check(vars map[string]string) error {
	return errors.Join(
		c.checkAddr(),
		c.checkNetwork(),
		c.checkData(),
		c.checkPolls(),
		c.checkSessions(),
		c.checkKey(),
		c.checkDisplay(),
		c.checkPrices(vars),
		c.checkDatabase(vars),
		c.checkOperations(),
		c.checkCredentials(vars),
		c.checkAPI(),
		c.checkSimulator(),
		c.checkProvider(),
	)
}

func (c *Config) checkAddr() error {
	_, port, err := net.SplitHostPort(c.Addr)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return fmt.Errorf("SNAPDECK_ADDR: %q is not an address such as 127.0.0.1:8080", c.Addr)
	}
	return nil
}

func (c *Config) checkData() error {
	if c.Data == "" {
		return errors.New("SNAPDECK_DATA: there is no home directory; set it to a directory for data")
	}
	return nil
}

func (c *Config) checkPolls() error {
	polls := []struct {
		name     string
		interval time.Duration
	}{{"SNAPDECK_POLL_FAST", c.PollFast}, {"SNAPDECK_POLL_WATCHED", c.PollWatched}, {"SNAPDECK_POLL_SLOW", c.PollSlow}}
	for _, p := range polls {
		if err := between(p.name, p.interval, minPoll, maxPoll); err != nil {
			return err
		}
	}
	for i := 1; i < len(polls); i++ {
		if polls[i].interval < polls[i-1].interval {
			return fmt.Errorf("%s: %s is shorter than %s (%s)", polls[i].name, polls[i].interval, polls[i-1].name, polls[i-1].interval)
		}
	}
	return nil
}

func (c *Config) checkSessions() error {
	if c.SessionIdle < minSession {
		return fmt.Errorf("SNAPDECK_SESSION_IDLE: %s is shorter than %s", c.SessionIdle, minSession)
	}
	if c.SessionMax < c.SessionIdle {
		return fmt.Errorf("SNAPDECK_SESSION_MAX: %s is shorter than SNAPDECK_SESSION_IDLE (%s)", c.SessionMax, c.SessionIdle)
	}
	return nil
}

// checkKey decodes the key.
func (c *Config) checkKey() error {
	if !c.SessionKey.Set() {
		return nil
	}
	key, err := decodeKey(c.SessionKey.Reveal())
	if err != nil {
		return fmt.Errorf("SNAPDECK_SESSION_KEY: %w", err)
	}
	c.SessionKey = secret.New(string(key))
	return nil
}

// decodeKey decodes a key in hex or base64, with or without padding, in either alphabet.
func decodeKey(text string) ([]byte, error) {
	text = strings.TrimSpace(text)
	key, err := hex.DecodeString(text)
	if err != nil {
		plain := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
		key, err = base64.RawStdEncoding.DecodeString(plain)
	}
	if err != nil {
		return nil, errors.New("neither hex nor base64")
	}
	if len(key) < minKeyBytes {
		return nil, fmt.Errorf("%d bytes; at least %d are required", len(key), minKeyBytes)
	}
	return key, nil
}

func (c *Config) checkDisplay() error {
	if c.LogFormat != "text" && c.LogFormat != "json" {
		return fmt.Errorf("SNAPDECK_LOG_FORMAT: %q is not one of text, json", c.LogFormat)
	}
	if utf8.RuneCountInString(c.NameTemplate) > maxTemplate {
		return fmt.Errorf("SNAPDECK_NAME_TEMPLATE: longer than %d characters", maxTemplate)
	}
	rest := strings.NewReplacer("{volume}", "", "{date}", "", "{time}", "").Replace(c.NameTemplate)
	if strings.ContainsAny(rest, "{}") {
		return fmt.Errorf("SNAPDECK_NAME_TEMPLATE: %q contains a placeholder other than {volume}, {date}, {time}", c.NameTemplate)
	}
	return nil
}

// checkPrices sets the currency of the prices.
func (c *Config) checkPrices(vars map[string]string) error {
	if len(c.Currency) != 3 || strings.Trim(c.Currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return fmt.Errorf("SNAPDECK_CURRENCY: %q is not a currency of three capital letters such as EUR", c.Currency)
	}
	if vars["SNAPDECK_CURRENCY"] != "" && !c.Prices.Known() {
		c.Warnings = append(c.Warnings, "SNAPDECK_CURRENCY is set without SNAPDECK_PRICES, so no costs are shown")
	}
	c.Prices.Currency = c.Currency
	return nil
}

func (c *Config) checkDatabase(vars map[string]string) error {
	if !c.DatabaseURL.Set() {
		return nil
	}
	u, err := url.Parse(c.DatabaseURL.Reveal())
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" { // the error would contain the password
		return errors.New("SNAPDECK_DATABASE_URL: not an address such as postgres://user:password@host:5432/snapdeck")
	}
	if vars["PGSSLMODE"] != "" {
		return nil
	}
	return checkSSLMode(u)
}

func (c *Config) checkOperations() error {
	return errors.Join(
		between("SNAPDECK_DRAIN", c.Drain, 0, maxDrain),
		between("SNAPDECK_UNDO_WINDOW", c.UndoWindow, 0, maxUndo),
		between("SNAPDECK_GATEWAY_HOLD", c.GatewayHold, minHold, maxHold),
		between("SNAPDECK_BUSY_LIMIT", c.BusyLimit, minBusy, maxBusy),
		between("SNAPDECK_ANSWER_WITHIN", c.AnswerWithin, 0, maxAnswer),
		between("SNAPDECK_LANE_WIDTH", c.LaneWidth, 1, maxLaneWidth),
		between("SNAPDECK_BUDGET_RESERVE", c.BudgetReserve, 0, maxReserve),
	)
}

func between[T cmp.Ordered](variable string, value, least, most T) error {
	if value < least || value > most {
		return fmt.Errorf("%s: %v is not between %v and %v", variable, value, least, most)
	}
	return nil
}

// dataFolder returns the user's data directory, or "" when unknown.
func dataFolder(vars map[string]string) string {
	if base := vars["XDG_DATA_HOME"]; filepath.IsAbs(base) {
		return filepath.Join(base, "snapdeck")
	}
	if home := vars["HOME"]; home != "" {
		return filepath.Join(home, ".local", "share", "snapdeck")
	}
	return ""
}
