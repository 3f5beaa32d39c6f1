using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace RnnPS.Shell;

/// <summary>Reads what the user types, or a line of redirected input; Ctrl+C ends the wait.</summary>
internal sealed class ConsoleReader(CancellationToken stopping)
{
    /// <summary>Reads one line.</summary>
    /// <exception cref="HostException">The input has ended.</exception>
    /// <exception cref="PipelineStoppedException">Ctrl+C was pressed.</exception>
    public string ReadLine() => Await(Console.In.ReadLine)
        ?? throw new HostException("A question was asked, but standard input has ended: there is no answer to read.");

    /// <summary>Reads one line without showing it.</summary>
    public SecureString ReadSecret()
    {
        SecureString secret = new();
        if (Console.IsInputRedirected)
        {
            foreach (char letter in ReadLine())
            {
                secret.AppendChar(letter);
            }

            return secret;
        }

        while (true)
        {
            ConsoleKeyInfo key = Await(() => Console.ReadKey(intercept: true));
            if (key.Key == ConsoleKey.Enter)
            {
                Console.WriteLine();
                return secret;
            }

            if (key.Key == ConsoleKey.Backspace && secret.Length > 0)
            {
                secret.RemoveAt(secret.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                secret.AppendChar(key.KeyChar);
            }
        }
    }

    /// <summary>A read cannot be cancelled, but waiting for it can: the program ends with the read still pending.</summary>
    private T Await<T>(Func<T> read)
    {
        Task<T> pending = Task.Run(read, CancellationToken.None);
        try
        {
            Task.WaitAny([pending], stopping);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        return pending.GetAwaiter().GetResult();
    }
}
