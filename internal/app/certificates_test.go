package app

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"snapdeck/internal/config"
)

// writeCertificate writes a certificate for 127.0.0.1 with a serial number, and its key, into a folder.
func writeCertificate(t *testing.T, folder string, serial int64) (certFile, keyFile string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	plain, err := x509.MarshalPKCS8PrivateKey(key)
	require.NoError(t, err)
	certFile, keyFile = filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	require.NoError(t, os.WriteFile(certFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600))
	require.NoError(t, os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: plain}), 0o600))
	return certFile, keyFile
}

func serialOf(t *testing.T, c *certificates) int64 {
	t.Helper()
	current, err := c.get()
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(current.Certificate[0])
	require.NoError(t, err)
	return leaf.SerialNumber.Int64()
}

func TestCertificates_AreReadAgainWhenTheyChange(t *testing.T) {
	t.Parallel()
	folder, now := t.TempDir(), time.Now()
	var log strings.Builder
	c := newCertificates("", "", slog.New(slog.NewTextHandler(&log, nil)))
	c.now = func() time.Time { return now }
	c.certFile, c.keyFile = writeCertificate(t, folder, 1)
	require.EqualValues(t, 1, serialOf(t, c))

	writeCertificate(t, folder, 2)
	require.EqualValues(t, 1, serialOf(t, c), "the files were looked at a moment ago")
	now = now.Add(certificateCheck)
	require.EqualValues(t, 2, serialOf(t, c))

	require.NoError(t, os.WriteFile(c.certFile, []byte("half written"), 0o600))
	now = now.Add(certificateCheck)
	require.EqualValues(t, 2, serialOf(t, c), "the old one stays")
	require.Contains(t, log.String(), "read the certificate")
	writeCertificate(t, folder, 3)
	now = now.Add(certificateCheck)
	require.EqualValues(t, 3, serialOf(t, c))
}

func TestApp_AnswersByTLSAndHTTP2(t *testing.T) {
	t.Parallel()
	certFile, keyFile := writeCertificate(t, t.TempDir(), 1)
	c, err := config.Parse(nil, []string{
		"SNAPDECK_DATA=" + t.TempDir(), "SNAPDECK_ADDR=127.0.0.1:0", "SNAPDECK_ADMIN_PASSWORD=correct horse battery",
		"SNAPDECK_TLS_CERT=" + certFile, "SNAPDECK_TLS_KEY=" + keyFile,
	}, nil)
	require.NoError(t, err)
	a, err := New(t.Context(), c, Options{Out: t.Output(), Log: slog.New(slog.DiscardHandler), Version: "test"})
	require.NoError(t, err)
	require.NoError(t, a.Start(t.Context()))
	t.Cleanup(func() { require.NoError(t, a.Stop(context.WithoutCancel(t.Context()))) })

	pool := x509.NewCertPool()
	certificate, err := os.ReadFile(certFile)
	require.NoError(t, err)
	require.True(t, pool.AppendCertsFromPEM(certificate))
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}}
	defer client.CloseIdleConnections()
	answer, err := client.Get("https://" + a.Addr() + "/login")
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Equal(t, http.StatusOK, answer.StatusCode)
	require.Equal(t, 2, answer.ProtoMajor)
	require.NotEmpty(t, answer.Header.Get("Strict-Transport-Security"))
}
