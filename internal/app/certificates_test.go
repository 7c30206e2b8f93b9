package app

import (
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

func TestCertificates_ReloadedOnChange(t *testing.T) {
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
	require.EqualValues(t, 2, serialOf(t, c), "the old certificate is kept")
	require.Contains(t, log.String(), "level=WARN")
	writeCertificate(t, folder, 3)
	now = now.Add(certificateCheck)
	require.EqualValues(t, 3, serialOf(t, c))
}

func TestApp_ServesTLSAndHTTP2(t *testing.T) {
	t.Parallel()
	certFile, keyFile := writeCertificate(t, t.TempDir(), 1)
	a := startApp(t, installation(t), quiet(), "SNAPDECK_TLS_CERT="+certFile, "SNAPDECK_TLS_KEY="+keyFile)

	pool := x509.NewCertPool()
	certificate, err := os.ReadFile(certFile)
	require.NoError(t, err)
	require.True(t, pool.AppendCertsFromPEM(certificate))
	client := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, ForceAttemptHTTP2: true}}
	defer client.CloseIdleConnections()
	response, err := client.Get("https://" + a.Addr() + "/login")
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.Equal(t, 2, response.ProtoMajor)
	require.NotEmpty(t, response.Header.Get("Strict-Transport-Security"))
}

// The files of the certificate and its key are renewed one after the other, as tools do it.
func TestCertificates_HandshakesUseRenewed(t *testing.T) {
	t.Parallel()
	folder, now := t.TempDir(), time.Now()
	certFile, keyFile := writeCertificate(t, folder, 1)
	c := newCertificates(certFile, keyFile, slog.New(slog.DiscardHandler))
	c.now = func() time.Time { return now }
	listener, err := tls.Listen("tcp", "127.0.0.1:0", c.config())
	require.NoError(t, err)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_ = conn.(*tls.Conn).HandshakeContext(t.Context()) // a client may refuse the certificate
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() { require.NoError(t, listener.Close()) })
	serial := func(least uint16) (int64, error) {
		dialer := tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS10, MaxVersion: least}} //nolint:gosec // the serial number is compared
		conn, err := dialer.DialContext(t.Context(), "tcp", listener.Addr().String())
		if err != nil {
			return 0, err
		}
		defer conn.Close()
		return conn.(*tls.Conn).ConnectionState().PeerCertificates[0].SerialNumber.Int64(), nil
	}
	is, err := serial(tls.VersionTLS13)
	require.NoError(t, err)
	require.EqualValues(t, 1, is)
	_, err = serial(tls.VersionTLS11)
	require.Error(t, err, "old versions of TLS are refused")

	newCert, newKey := writeCertificate(t, t.TempDir(), 2)
	replaceFile(t, newCert, certFile)
	now = now.Add(certificateCheck)
	is, err = serial(tls.VersionTLS13)
	require.NoError(t, err)
	require.EqualValues(t, 1, is, "its key is not there yet")
	replaceFile(t, newKey, keyFile)
	now = now.Add(certificateCheck)
	is, err = serial(tls.VersionTLS12)
	require.NoError(t, err)
	require.EqualValues(t, 2, is)
}

func replaceFile(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(to, text, 0o600))
}

func TestCertificates_MissingFilesAreRetried(t *testing.T) {
	t.Parallel()
	folder, now := t.TempDir(), time.Now()
	c := newCertificates(filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem"), slog.New(slog.DiscardHandler))
	c.now = func() time.Time { return now }
	_, err := c.get()
	require.ErrorContains(t, err, c.certFile)
	writeCertificate(t, folder, 1)
	require.EqualValues(t, 1, serialOf(t, c), "nothing is served yet, so nothing waits for the interval")
	require.NoError(t, os.Remove(c.keyFile))
	now = now.Add(certificateCheck)
	require.EqualValues(t, 1, serialOf(t, c), "the last readable certificate is kept")
}
