document.getElementById('page').textContent = 'x';
