package e2e

import (
	"bytes"
	"cmp"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// proxyConfig configures a proxy: it listens on a port of this machine and forwards everything below a path, with that
// path or without it.
type proxyConfig struct {
	port       string
	path       string
	upstream   string // host:port
	stripsPath bool
	keepsHost  bool // the browser's Host is forwarded, otherwise it is that of the upstream
}

func nginx(t *testing.T, c proxyConfig) *exec.Cmd {
	t.Helper()
	folder := t.TempDir()
	to, host := "http://"+c.upstream, ""
	if c.stripsPath {
		to += "/"
	}
	if c.keepsHost {
		host = "proxy_set_header Host $http_host; proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme;"
	}
	config := fmt.Sprintf(`
pid %[1]s/pid; error_log stderr; daemon off; worker_processes 1; %[6]s
events { worker_connections 200; }
http {
  access_log off; gzip on; gzip_types *;
  client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/f; uwsgi_temp_path %[1]s/u; scgi_temp_path %[1]s/s;
  server { listen 127.0.0.1:%[2]s; location %[3]s/ { proxy_pass %[4]s; %[5]s } location / { return 404; } }
}`, folder, c.port, c.path, to, host, nginxUser())
	file := filepath.Join(folder, "nginx.conf")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	return exec.CommandContext(t.Context(), findProxy("nginx"), "-p", folder, "-e", "stderr", "-c", file)
}

// nginxUser lets nginx read its temporary folder even if it is started as root.
func nginxUser() string {
	if os.Getuid() == 0 {
		return "user root;"
	}
	return ""
}

func caddy(t *testing.T, c proxyConfig) *exec.Cmd {
	t.Helper()
	folder := t.TempDir()
	handle, host := "handle", ""
	if c.stripsPath {
		handle = "handle_path"
	}
	if !c.keepsHost {
		host = "header_up Host {upstream_hostport}"
	}
	config := fmt.Sprintf("{\n admin off\n auto_https off\n}\nhttp://127.0.0.1:%s {\n bind 127.0.0.1\n encode gzip\n %s %s/* {\n reverse_proxy %s {\n %s\n }\n }\n}\n",
		c.port, handle, c.path, c.upstream, host)
	file := filepath.Join(folder, "Caddyfile")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), findProxy("caddy"), "run", "--config", file, "--adapter", "caddyfile")
	command.Env = append(os.Environ(), "XDG_DATA_HOME="+folder, "XDG_CONFIG_HOME="+folder, "HOME="+folder)
	return command
}

func findProxy(name string) string {
	for _, path := range []string{name, "/usr/sbin/" + name} {
		if found, err := exec.LookPath(path); err == nil {
			return found
		}
	}
	return name
}

// freePort returns a port of this machine that is not in use now.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// startBehind starts a dashboard behind a proxy, and returns it with its address at the proxy.
func startBehind(t *testing.T, proxy func(*testing.T, proxyConfig) *exec.Cmd, c proxyConfig, settings ...string) *testApp {
	t.Helper()
	c.port = freePort(t)
	public := "http://127.0.0.1:" + c.port + c.path
	d := newApp(t, fastSpeed, append(settings, "SNAPDECK_PUBLIC_URL="+public)...)
	c.upstream = strings.TrimPrefix(d.url, "http://")
	d.url = public
	command := proxy(t, c)
	var complaints bytes.Buffer
	command.Stderr = &complaints
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = uiTimeout
	if err := command.Start(); err != nil {
		t.Fatalf("start the proxy: %v; make proxies installs it", err)
	}
	t.Cleanup(func() { _ = command.Wait() }) // the end of the test's context has interrupted it
	for deadline := time.Now().Add(uiTimeout); ; time.Sleep(20 * time.Millisecond) {
		response, err := http.Get(public + "/healthz") //nolint:noctx // the deadline ends it
		if err == nil && response.Body.Close() == nil && response.StatusCode == http.StatusOK {
			return d
		}
		if time.Now().After(deadline) {
			t.Fatalf("the proxy does not answer: %v\n%s", cmp.Or(err, fmt.Errorf("no status 200")), complaints.String())
		}
	}
}
