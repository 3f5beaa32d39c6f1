using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace RnnPS.Shell;

/// <summary>Reads lines from the keyboard or from redirected input. Ctrl+C ends the wait.</summary>
internal sealed class ConsoleReader(CancellationToken stopping)
{
    /// <summary>Reads one line.</summary>
    /// <exception cref="HostException">The input has ended.</exception>
    /// <exception cref="PipelineStoppedException">Ctrl+C was pressed.</exception>
    public string ReadLine() => Await(Console.In.ReadLine)
        ?? throw new HostException("There is no answer to the question: standard input has ended.");

    /// <summary>Reads one line without displaying it.</summary>
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

    /// <summary>
    /// Waits for a read. The wait can be cancelled, but the read cannot: the program may end while the read is pending.
    /// </summary>
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
