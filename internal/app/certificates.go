package app

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// certificateCheck is the minimal interval of checking the certificate's files for changes.
const certificateCheck = 5 * time.Second

// certificates is the certificate of the server, read again when its files change. It is safe for concurrent use.
type certificates struct {
	certFile, keyFile string
	log               *slog.Logger
	now               func() time.Time

	mu      sync.Mutex
	current *tls.Certificate
	version string // of the files that were read last
	checked time.Time
}

func newCertificates(certFile, keyFile string, log *slog.Logger) *certificates {
	return &certificates{certFile: certFile, keyFile: keyFile, log: log, now: time.Now}
}

func (c *certificates) config() *tls.Config {
	return &tls.Config{
		MinVersion:     tls.VersionTLS12,
		NextProtos:     []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.get() },
	}
}

// get returns the certificate. The old one stays while new files are unusable, since they may be half written.
func (c *certificates) get() (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.now(); c.current == nil || now.Sub(c.checked) >= certificateCheck {
		c.checked = now
		if err := c.reload(); err != nil {
			c.log.Warn("read certificate", "error", err)
		}
	}
	if c.current == nil {
		return nil, fmt.Errorf("read the certificate from %s: there is none", c.certFile)
	}
	return c.current, nil
}

// reload reads the files if they changed. An unusable pair is tried again at the next check.
func (c *certificates) reload() error {
	version, err := versionOf(c.certFile, c.keyFile)
	if err != nil || version == c.version {
		return err
	}
	pair, err := tls.LoadX509KeyPair(c.certFile, c.keyFile)
	if err != nil {
		return err
	}
	if c.current != nil {
		c.log.Info("replaced certificate", "file", c.certFile)
	}
	c.current, c.version = &pair, version
	return nil
}

// versionOf returns a text that changes when one of the files does.
func versionOf(files ...string) (version string, err error) {
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			return "", err
		}
		version += fmt.Sprint(info.ModTime().UnixNano(), " ", info.Size(), "\n")
	}
	return version, nil
}
