using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TradingBot.SafetyProof.Decoy;

namespace TradingBot.SafetyProof.Guard;

/// <summary>What happens after the check: a caller who changes what was checked, and another end that wants something fetched.</summary>
internal sealed partial class GuardTrial
{
    /// <summary>The connection takes its time, in which the caller makes something else of the request.</summary>
    private async Task ChangedAsync(Tally tally, CancellationToken cancellation)
    {
        await using DecoyExchange decoy = new();
        // By name, so that a connection is not there at once.
        Uri origin = new($"http://localhost:{decoy.Port}/");
        using GuardUnderTest guard = Behind(origin);
        for (int attempt = 0; attempt < 5; attempt++)
        {
            using HttpMessageInvoker client = new(guard.CreateHandler());
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri(origin, "/api/v3/time"));
            Task<HttpResponseMessage> sending = client.SendAsync(request, cancellation);
            request.Method = HttpMethod.Post;
            request.RequestUri = new(origin, "/api/v3/order");
            request.Headers.TryAddWithoutValidation("X-MBX-APIKEY", "planted");
            request.Content = new StringContent("""{"side":"sell"}""");
            try
            {
                (await sending).Dispose();
            }
            catch (Exception failure) when (guard.IsRefusal(failure) || failure is HttpRequestException or InvalidOperationException or IOException)
            {
                tally.Count(false, () => $"a request that was changed after the check failed: {failure.Message}");
            }
            tally.Count(decoy.Requests.TryDequeue(out string? head) && head.StartsWith("GET /api/v3/time HTTP/1.1\r\n", StringComparison.Ordinal) && !head.Contains("planted", StringComparison.Ordinal) && !head.Contains("Content-", StringComparison.Ordinal),
                () => "a request was changed between check and writing");
        }
    }

    /// <summary>A certificate whose issuer is said to be found elsewhere: nobody may be called because another end says so.</summary>
    private async Task IssuerAsync(Tally tally, DecoyExchange elsewhere, CancellationToken cancellation)
    {
        using X509Certificate2 certificate = Named($"http://127.0.0.1:{elsewhere.Port}/issuer.cer");
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Uri origin = new($"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        using GuardUnderTest guard = Behind(origin);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        Task shown = ShowAsync(listener, certificate, limit.Token);
        using HttpMessageInvoker client = new(guard.CreateHandler());
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(origin, "/api/v3/time"));
        string outcome = "answered";
        try
        {
            (await client.SendAsync(request, limit.Token)).Dispose();
        }
        catch (HttpRequestException refused)
        {
            outcome = refused.HttpRequestError.ToString();
        }
        tally.Count(outcome == nameof(HttpRequestError.SecureConnectionError) && elsewhere.Connections == 0, () => $"a certificate of nobody's: {outcome}, {elsewhere.Connections} connections to where it named its issuer");
        await limit.CancelAsync();
        await shown;
    }

    private static async Task ShowAsync(TcpListener listener, X509Certificate2 certificate, CancellationToken cancellation)
    {
        // Offline: a server, too, would fetch the issuer, to show it.
        SslStreamCertificateContext context = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync(cancellation);
                await using SslStream secure = new(client.GetStream());
                try
                {
                    await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = context }, cancellation);
                    // Whoever took the certificate is answered.
                    await secure.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), cancellation);
                }
                catch (Exception refused) when (refused is IOException or System.Security.Authentication.AuthenticationException)
                {
                    // As it should be.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The trial is over.
        }
    }

    private static X509Certificate2 Named(string issuer)
    {
        using RSA unknown = RSA.Create(2048);
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(ocspUris: null, caIssuersUris: [issuer]));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 signed = request.Create(new X500DistinguishedName("CN=nobody"), X509SignatureGenerator.CreateForRSA(unknown, RSASignaturePadding.Pkcs1), now.AddDays(-1), now.AddDays(1), Encoding.ASCII.GetBytes("12345678"));
        return signed.CopyWithPrivateKey(key);
    }
}
