using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TradingBot.Exchanges.Tests.Egress;

/// <summary>A TLS server on this machine with a certificate made at run time, and a count of the requests that came through.</summary>
internal sealed class TlsServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2 _certificate;
    private readonly SslProtocols _protocols;
    private readonly Task _accept;
    private long _connections;
    private long _requests;

    public TlsServer(X509Certificate2 certificate, SslProtocols protocols = SslProtocols.None)
    {
        (_certificate, _protocols) = (certificate, protocols);
        _listener.Start();
        _accept = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>TCP connections, whatever became of them.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    /// <summary>Requests that were read after a handshake.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>A certificate signed by an authority of its own, or by itself.</summary>
    public static X509Certificate2 Certificate(string host, DateTimeOffset from, DateTimeOffset to, X509Certificate2? authority)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={host}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        if (authority is null) return Usable(request.CreateSelfSigned(from, to));
        using X509Certificate2 signed = request.Create(authority, from, to, Guid.NewGuid().ToByteArray());
        return Usable(signed.CopyWithPrivateKey(key));
    }

    public static X509Certificate2 Authority()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=an authority that nobody knows", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return Usable(request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-5), DateTimeOffset.UtcNow.AddYears(5)));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accept;
        _stop.Dispose();
        _certificate.Dispose();
    }

    // A key that was just made must be read once more before a server may use it.
    private static X509Certificate2 Usable(X509Certificate2 certificate)
    {
        using (certificate) return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                await using SslStream stream = new(client.GetStream());
                await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate, EnabledSslProtocols = _protocols }, _stop.Token);
                if (await stream.ReadAsync(new byte[8192], _stop.Token) == 0) continue;
                Interlocked.Increment(ref _requests);
                await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"), _stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or IOException or AuthenticationException or InvalidOperationException)
            {
                // Stopped, or the client would not have it.
            }
        }
    }
}
